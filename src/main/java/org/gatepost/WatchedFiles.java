package org.gatepost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files have changed, by looking at them every other second. A change counts once the
 * files have stood still from one look to the next: a certificate and its key are not replaced at
 * once.
 */
final class WatchedFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
  private static final long LOOK_MILLIS = 2_000;

  private final Supplier<List<Path>> files;
  private final Runnable changed;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("watch").unstarted(task));
  private Map<Path, String> applied;
  private Map<Path, String> seen;

  private WatchedFiles(Supplier<List<Path>> files, Runnable changed) {
    this.files = files;
    this.changed = changed;
    this.applied = marks();
    this.seen = applied;
  }

  /**
   * Begins to watch.
   *
   * @param files those that count at the moment
   * @param changed called on a thread of its own, which may block
   */
  static WatchedFiles begin(Supplier<List<Path>> files, Runnable changed) {
    WatchedFiles watch = new WatchedFiles(files, changed);
    var _ =
        watch.clock.scheduleWithFixedDelay(
            watch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    try {
      Map<Path, String> now = marks();
      if (!now.equals(applied) && now.equals(seen)) {
        changed.run();
        // Other files may count by now; one that has changed meanwhile is come back for.
        Map<Path, String> next = marks();
        next.replaceAll((file, mark) -> now.getOrDefault(file, mark));
        applied = next;
        seen = next;
      } else {
        seen = now;
      }
    } catch (RuntimeException fault) {
      LOG.error("looking for changed files failed", fault);
    }
  }

  private Map<Path, String> marks() {
    Map<Path, String> marks = new HashMap<>();
    for (Path file : files.get()) {
      marks.put(file, mark(file));
    }
    return marks;
  }

  private static String mark(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
    } catch (IOException e) {
      return "is not there";
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
