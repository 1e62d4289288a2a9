package org.gatepost.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.gatepost.net.tls.SelfSigned;

/** What {@code init} and the demo write: texts from the resources with names put in. */
final class StarterFiles {
  private StarterFiles() {}

  /** A text of the resources, with each {@code @NAME@} replaced. */
  static String text(String resource, Map<String, String> values) {
    String text;
    try (InputStream in = StarterFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its resource " + resource);
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("@" + value.getKey() + "@", value.getValue());
    }
    return text;
  }

  /** Writes a configuration, a directory and a self-signed certificate into a folder. */
  static void write(
      Path folder, String configuration, String directory, String host, Map<String, String> values)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("gatepost.yaml"), text(configuration, values));
    // It will hold what passwords were made into.
    Path entries = folder.resolve("directory.ldif");
    Files.deleteIfExists(entries);
    Files.createFile(
        entries,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(entries, text(directory, values));
    SelfSigned.write(
        folder.resolve("proxy.crt"), folder.resolve("proxy.key"), List.of(host, "localhost"));
  }
}
