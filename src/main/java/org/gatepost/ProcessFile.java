package org.gatepost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code log/nginx.pid}: the process that has the doors, for scripts of the original. */
final class ProcessFile {
  private ProcessFile() {}

  static void write(Path folder) throws IOException {
    Files.writeString(path(folder), ProcessHandle.current().pid() + "\n");
  }

  /** Removes it, if no other process stands in it by now. */
  static void remove(Path folder) throws IOException {
    Path path = path(folder);
    if (Files.exists(path)
        && Files.readString(path).strip().equals(String.valueOf(ProcessHandle.current().pid()))) {
      Files.delete(path);
    }
  }

  private static Path path(Path folder) {
    return folder.resolve("log").resolve("nginx.pid");
  }
}
