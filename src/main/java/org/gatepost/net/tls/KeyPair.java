package org.gatepost.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate chain and its key.
 *
 * @param origin where they come from, for messages
 */
public record KeyPair(List<X509Certificate> chain, PrivateKey key, String origin) {
  public KeyPair {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both from PEM files.
   *
   * @throws IOException with a sentence that names the file
   */
  public static KeyPair read(Path certificate, Path key) throws IOException {
    return parse(
        Files.readString(certificate, StandardCharsets.ISO_8859_1),
        Files.readString(key, StandardCharsets.ISO_8859_1),
        certificate + " and " + key);
  }

  /**
   * Reads both from PEM texts.
   *
   * @throws IOException with a sentence that names the origin
   */
  public static KeyPair parse(String certificates, String key, String origin) throws IOException {
    try {
      List<X509Certificate> chain = certificates(certificates, origin);
      PrivateKey privateKey = PrivateKeys.parse(key);
      if (!belongTogether(chain.getFirst().getPublicKey(), privateKey)) {
        throw new IOException("the key is not that of the certificate, of " + origin);
      }
      return new KeyPair(chain, privateKey, origin);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "certificate or key cannot be used, of " + origin + ": " + e.getMessage(), e);
    }
  }

  /** Found here, one wrong pair is one pair's trouble; found by TLS, it would be the door's. */
  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    if (publicKey.getAlgorithm().equals("RSASSA-PSS")) {
      return true; // its signatures need parameters; TLS finds out
    }
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm(); // Ed25519 and its like name their signatures too
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(privateKey);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    return signature.verify(signed);
  }

  /**
   * Reads certificates alone from a PEM file: authorities to be trusted.
   *
   * @throws IOException with a sentence that names the file
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      return certificates(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificates can be read from " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads certificates alone from a PEM text.
   *
   * @throws IOException with a sentence that names the origin
   */
  public static List<X509Certificate> authorities(String pem, String origin) throws IOException {
    try {
      return certificates(pem, origin);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "no certificates can be read from " + origin + ": " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(String pem, String origin)
      throws GeneralSecurityException, IOException {
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new IOException("no certificate in " + origin);
    }
    return chain;
  }

  @Override
  public String toString() {
    return "KeyPair[" + chain.getFirst().getSubjectX500Principal() + ", " + origin + "]";
  }
}
