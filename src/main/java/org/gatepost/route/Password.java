package org.gatepost.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;

/** A password or a token on its way between client, lookup and upstream. It never shows itself. */
public final class Password {
  private final byte[] octets;

  public Password(byte[] octets) {
    this.octets = octets.clone();
  }

  /** The password of a text, in UTF-8. */
  public static Password of(String text) {
    return new Password(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The password in the first line of a file, less the blanks around it.
   *
   * @param attribute names the file
   */
  public static Password ofFile(Attribute<Path> attribute, Path file)
      throws ConfigurationException {
    try {
      String line = Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      if (line.isBlank()) {
        throw new ConfigurationException(
            attribute.name() + ": " + file + " has no secret in its first line.");
      }
      return of(line.strip());
    } catch (IOException e) {
      throw new ConfigurationException(attribute.name() + ": " + file + " cannot be read.");
    }
  }

  public byte[] octets() {
    return octets.clone();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
