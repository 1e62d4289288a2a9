package org.gatepost.directory;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new content that takes the place of a file's at once: written beside it, brought to the disk,
 * then renamed.
 *
 * @param model the file whose owner, group and permissions the new one gets
 * @param draft where the new content is written; whatever is there is removed
 */
record Replacement(Path model, Path draft) {
  private static final Logger log = LoggerFactory.getLogger(Replacement.class);

  Stamp put(Path target, byte[] content) throws IOException {
    try {
      Files.deleteIfExists(draft);
      createLike(model, draft);
      // Not a channel: those are closed, half written, when their thread is interrupted.
      try (var out = new FileOutputStream(draft.toFile())) {
        out.write(content);
        out.getFD().sync();
      }
      var stamp = Stamp.of(draft);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      bringToDisk(target.resolveSibling("."));
      return stamp;
    } catch (IOException e) {
      discard(e);
      throw e;
    }
  }

  /** Creates an empty file that those may use who may use another. */
  static void createLike(Path model, Path file) throws IOException {
    // Passwords and keys are in there: nobody may look in before it is known who may.
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
    var from = Files.getFileAttributeView(model, PosixFileAttributeView.class).readAttributes();
    var to = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      to.setOwner(from.owner());
      to.setGroup(from.group());
    } catch (IOException e) {
      log.debug("{} cannot be given to the owner of {}", file, model, e);
    }
    to.setPermissions(from.permissions());
  }

  // The name is there for everybody already; what may be lost in a power cut is only the newest.
  private static void bringToDisk(Path folder) {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      log.warn("{} cannot be brought to the disk: {}", folder, Sentences.of(e));
    }
  }

  private void discard(IOException cause) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
