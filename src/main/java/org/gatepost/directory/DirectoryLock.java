package org.gatepost.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to change an embedded directory's file, which one at a time has on a machine. It is a
 * lock on an empty file beside it, since the file itself is another one after each change; it ends
 * with the process, however that ends.
 */
final class DirectoryLock implements AutoCloseable {
  /**
   * What this process holds. The system's locks belong to processes: to open the file a second time
   * and close it again would release the first one's lock ({@link FileLock}).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private DirectoryLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the lock, if nobody has it.
   *
   * @throws IOException if the lock's file cannot be made or opened
   */
  static Optional<DirectoryLock> tryLock(LdifFile file) throws IOException {
    var path = file.beside(".lock");
    if (!HELD.add(path)) {
      return Optional.empty();
    }
    var lock = Optional.<DirectoryLock>empty();
    try {
      lock = tryLock(file.path(), path);
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(path);
      }
    }
  }

  private static Optional<DirectoryLock> tryLock(Path model, Path path) throws IOException {
    try {
      Replacement.createLike(model, path);
    } catch (FileAlreadyExistsException e) {
      // As it is after the first time.
    }
    var channel = FileChannel.open(path, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new DirectoryLock(path, channel));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(path);
    }
  }
}
