package org.gatepost.settings;

import java.nio.file.Path;

/** Whose certificates are believed of a server that we connect to. */
public sealed interface Trust {
  /** Those that the Java runtime believes; the name is verified too. */
  record SystemStore() implements Trust {}

  /** Those signed by a certificate of this PEM file; the name is verified too. */
  record PemFile(Path file) implements Trust {}

  /** Any, of any name: whoever sits in between reads every password. */
  record Insecure() implements Trust {}
}
