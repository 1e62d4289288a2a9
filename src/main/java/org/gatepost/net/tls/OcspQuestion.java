package org.gatepost.net.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether a certificate is still good, as its authority is asked: RFC 6960 §4.1, in the short form
 * of RFC 5019.
 *
 * @param responder where to ask: the certificate itself says so
 */
record OcspQuestion(X509Certificate certificate, X509Certificate issuer, URI responder) {
  private static final String AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
  private static final byte[] OCSP = Der.hex("2b06010505073001");
  static final byte[] SHA_1 = Der.hex("06052b0e03021a");
  private static final byte[] NULL = Der.hex("0500");
  private static final int URI_NAME = 0x86;

  /** The question about the first certificate of a chain; empty if nobody can be asked. */
  static Optional<OcspQuestion> about(List<X509Certificate> chain) {
    if (chain.size() < 2 || !isIssuedBy(chain.get(0), chain.get(1))) {
      return Optional.empty();
    }
    return responder(chain.get(0)).map(uri -> new OcspQuestion(chain.get(0), chain.get(1), uri));
  }

  private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException isNot) {
      return false;
    }
  }

  /** RFC 5280 §4.2.2.1. */
  private static Optional<URI> responder(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(AUTHORITY_INFO_ACCESS);
    if (extension == null) {
      return Optional.empty();
    }
    try {
      DerReader ways =
          new DerReader(new DerReader(extension).take(Der.OCTET_STRING)).enter(Der.SEQUENCE);
      while (ways.hasMore()) {
        DerReader way = ways.enter(Der.SEQUENCE);
        if (Arrays.equals(way.take(Der.OBJECT_IDENTIFIER), OCSP) && way.next() == URI_NAME) {
          URI uri = URI.create(new String(way.take(URI_NAME), StandardCharsets.US_ASCII));
          if (uri.getHost() != null
              && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            return Optional.of(uri);
          }
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      // Whoever wrote the certificate meant something else.
    }
    return Optional.empty();
  }

  BigInteger serial() {
    return certificate.getSerialNumber();
  }

  byte[] issuerNameHash() {
    return sha1(issuer.getSubjectX500Principal().getEncoded());
  }

  /** Of the key's bits alone, without the algorithm. */
  byte[] issuerKeyHash() {
    try {
      DerReader key = new DerReader(issuer.getPublicKey().getEncoded()).enter(Der.SEQUENCE);
      key.skip();
      byte[] bits = key.take(Der.BIT_STRING);
      return sha1(Arrays.copyOfRange(bits, 1, bits.length));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] sha1(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(octets);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The request in DER. */
  byte[] encoded() {
    byte[] id =
        Der.of(
            Der.SEQUENCE,
            Der.of(Der.SEQUENCE, SHA_1, NULL),
            Der.of(Der.OCTET_STRING, issuerNameHash()),
            Der.of(Der.OCTET_STRING, issuerKeyHash()),
            Der.of(Der.INTEGER, serial().toByteArray()));
    byte[] request = Der.of(Der.SEQUENCE, id);
    return Der.of(Der.SEQUENCE, Der.of(Der.SEQUENCE, Der.of(Der.SEQUENCE, request)));
  }
}
