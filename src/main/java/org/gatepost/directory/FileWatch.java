package org.gatepost.directory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of the changes of an embedded directory: those made here at once, and those that somebody
 * writes into the file by hand, or another process does, when they are found there.
 */
final class FileWatch implements Directory.Watching {
  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);

  private final EmbeddedDirectory directory;
  private final Watch watch;
  private final CountDownLatch closed = new CountDownLatch(1);

  private FileWatch(EmbeddedDirectory directory, Watch watch) {
    this.directory = directory;
    this.watch = watch;
  }

  static FileWatch of(
      EmbeddedDirectory directory, @Nullable LdifFile file, Duration interval, Runnable changed) {
    var watch = new FileWatch(directory, Watch.calling(changed));
    if (file != null) {
      Thread.ofVirtual().name("directory-file").start(() -> watch.lookAt(file, interval));
    }
    return watch;
  }

  void signal() {
    watch.signal();
  }

  private void lookAt(LdifFile file, Duration interval) {
    Stamp before = null;
    Stamp invalid = null;
    var said = "";
    while (!isClosedAfter(interval)) {
      try {
        var now = file.stamp();
        // One that changed since we last looked may be in the middle of being written.
        if (now.equals(before) && !now.equals(invalid)) {
          invalid = now;
          directory.refresh();
          invalid = null;
          said = "";
        }
        before = now;
      } catch (DirectoryException e) {
        var sentence = String.valueOf(e.getMessage());
        if (!sentence.equals(said)) {
          log.warn("{} What was read before stays in effect.", sentence);
          watch.signal(); // who refreshes it hears why it is not taken over
        }
        said = sentence;
      }
    }
  }

  private boolean isClosedAfter(Duration interval) {
    try {
      return closed.await(interval.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true; // nobody does that to this thread
    }
  }

  @Override
  public void close() {
    directory.forget(this);
    closed.countDown();
    watch.close();
  }
}
