package org.gatepost.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that event loops write to: a line is copied to where others wait, and one thread brings
 * them to the file ten times a second, or when there is much. So a line costs its writer no system
 * call and, but for one line in some hundreds, no wake-up of a thread. Safe for use by all threads.
 *
 * <p>When the disk cannot keep up, lines are dropped and counted rather than logins held up.
 */
public final class LogFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
  private static final long PAUSE_NANOS = 100_000_000;
  // Octets: at first, when the writer is woken, and at most.
  private static final int FEW = 64 * 1024;
  private static final int MUCH = 256 * 1024;
  private static final int MOST = 16 * 1024 * 1024;

  private final Path path;
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;

  // Held for the copy of a line, or to take all that waits: guards the two below.
  private final ReentrantLock lock = new ReentrantLock();
  private byte[] waiting = new byte[FEW];
  private int length;

  // What the writer gives in exchange for what waits.
  private byte[] spare = new byte[FEW];
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
    byte[] octets = (line + '\n').getBytes(StandardCharsets.UTF_8);
    write(octets, octets.length);
  }

  /** Adds the first octets of an array: whole lines, each with its end. */
  void write(byte[] octets, int count) {
    boolean nowMuch;
    lock.lock();
    try {
      int together = length + count;
      if (together > MOST) {
        dropped.incrementAndGet();
        return;
      }
      if (together > waiting.length) {
        waiting = Arrays.copyOf(waiting, Math.max(together, 2 * waiting.length));
      }
      System.arraycopy(octets, 0, waiting, length, count);
      nowMuch = length < MUCH && together >= MUCH;
      length = together;
    } finally {
      lock.unlock();
    }
    if (nowMuch) {
      LockSupport.unpark(writer);
    }
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
    byte[] lines;
    int count;
    lock.lock();
    try {
      lines = waiting;
      count = length;
      waiting = spare;
      length = 0;
    } finally {
      lock.unlock();
    }
    // What a rush has made large does not stay so.
    spare = lines.length > 2 * MUCH ? new byte[FEW] : lines;
    // In pieces: the channel copies each to memory outside of the heap, which it keeps.
    for (int at = 0; at < count; at += FEW) {
      ByteBuffer piece = ByteBuffer.wrap(lines, at, Math.min(FEW, count - at));
      while (piece.hasRemaining()) {
        file.write(piece);
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
