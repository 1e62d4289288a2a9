package org.gatepost.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that event loops write to: a line is put into a queue, which one thread empties into the
 * file ten times a second. So a line costs its writer no system call and no wake-up of a thread.
 *
 * <p>When the disk cannot keep up, lines are dropped and counted rather than logins held up.
 */
public final class LogFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
  private static final long PAUSE_NANOS = 100_000_000;
  private static final int MAX_QUEUED = 100_000;

  private final Path path;
  private final ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;

  private FileChannel file;
  private volatile boolean closing;
  private volatile boolean reopening;

  private LogFile(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
    this.writer =
        Thread.ofPlatform().daemon().name("log " + path.getFileName()).unstarted(this::run);
  }

  /**
   * Opens a log for appending; its folder is made if need be.
   *
   * @throws IOException with a sentence that names the file
   */
  public static LogFile open(Path path) throws IOException {
    LogFile log = new LogFile(path, append(path));
    log.writer.start();
    return log;
  }

  private static FileChannel append(Path path) throws IOException {
    try {
      Path folder = path.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IOException("cannot write the log " + path + ": " + e.getMessage(), e);
    }
  }

  /** Adds a line; its end is added. */
  void write(String line) {
    if (queued.incrementAndGet() > MAX_QUEUED) {
      queued.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    queue.add(line);
  }

  /** Lines that were not written because too many waited. */
  public long dropped() {
    return dropped.get();
  }

  /** Goes on in a new file of the same name, after the old one was moved away. */
  public void reopen() {
    reopening = true;
    LockSupport.unpark(writer);
  }

  private void run() {
    boolean last = false;
    while (!last) {
      last = closing;
      try {
        drain();
        if (reopening) {
          reopening = false;
          FileChannel fresh = append(path);
          file.close();
          file = fresh;
        }
      } catch (IOException e) {
        LOG.error("cannot write the log {}: {}", path, e.getMessage());
      }
      if (!last) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void drain() throws IOException {
    while (!queue.isEmpty()) {
      StringBuilder lines = new StringBuilder();
      String line;
      while (lines.length() < 256 * 1024 && (line = queue.poll()) != null) {
        queued.decrementAndGet();
        lines.append(line).append('\n');
      }
      ByteBuffer octets = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      while (octets.hasRemaining()) {
        file.write(octets);
      }
    }
  }

  /** Writes what waits, then closes the file. */
  @Override
  public void close() throws IOException {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
