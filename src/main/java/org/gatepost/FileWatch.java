package org.gatepost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
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
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final long LOOK_MILLIS = 2_000;

  private final Supplier<List<Path>> files;
  private final Runnable changed;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("watch").unstarted(task));
  private List<String> applied;
  private List<String> seen;

  private FileWatch(Supplier<List<Path>> files, Runnable changed) {
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
  static FileWatch begin(Supplier<List<Path>> files, Runnable changed) {
    FileWatch watch = new FileWatch(files, changed);
    var _ =
        watch.clock.scheduleWithFixedDelay(
            watch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    try {
      List<String> now = marks();
      if (!now.equals(applied) && now.equals(seen)) {
        changed.run();
        // What it has changed itself, such as the list of files, is no change to come back for.
        now = marks();
        applied = now;
      }
      seen = now;
    } catch (RuntimeException fault) {
      LOG.error("looking for changed files failed", fault);
    }
  }

  private List<String> marks() {
    List<String> marks = new ArrayList<>();
    for (Path file : files.get()) {
      marks.add(mark(file));
    }
    return marks;
  }

  private static String mark(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return file + " " + is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
    } catch (IOException e) {
      return file + " is not there";
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
