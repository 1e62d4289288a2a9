package org.gatepost.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates in files: {@code tls} of the host's file.
 *
 * @param certificate the default pair's chain; present if {@code key} is
 * @param key the default pair's key
 * @param domains by name or {@code *.name}, in lower case
 * @param upstream whose certificates we believe of upstream servers
 */
public record TlsFiles(
    Optional<Path> certificate,
    Optional<Path> key,
    Map<String, KeyPairFiles> domains,
    Trust upstream) {

  /** A certificate chain and its private key, both in PEM. */
  public record KeyPairFiles(Path certificate, Path key) {}
}
