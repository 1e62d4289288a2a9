package org.gatepost.firewall.plan.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of a plan on the disk. */
public final class PlacedFile {
  private PlacedFile() {}

  /** Writes it as a whole or not at all; readable by everybody, as these programs have theirs. */
  public static void write(Path place, String text) throws IOException {
    Path folder = Files.createDirectories(place.toAbsolutePath().getParent());
    // ufw reads every file of its folder but hidden ones.
    Path fresh = Files.createTempFile(folder, ".gatepost", ".new");
    try {
      Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
