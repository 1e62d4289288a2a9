package org.gatepost.net.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;

/**
 * Makes a certificate for a host that has none yet: P-256, signed by itself, good for a try and for
 * nobody's trust (RFC 5280).
 */
public final class SelfSigned {
  private static final byte[] VERSION_3 = Der.hex("a003020102");
  private static final byte[] ECDSA_WITH_SHA256 = Der.hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = Der.hex("0603550403");
  private static final byte[] SUBJECT_ALT_NAME = Der.hex("0603551d11");
  private static final Duration LIFE = Duration.ofDays(825);
  // The form for all dates before 2050: RFC 5280 §4.1.2.5.
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private SelfSigned() {}

  /**
   * Writes a new certificate and its key as PEM files; the key is readable by its owner alone.
   *
   * @param names host names; the addresses of this machine's loopback are always among them
   */
  public static void write(Path certificate, Path key, List<String> names) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      java.security.KeyPair pair = generator.generateKeyPair();
      byte[] toBeSigned = toBeSigned(names, pair.getPublic().getEncoded());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(toBeSigned);
      byte[] whole =
          Der.of(
              Der.SEQUENCE,
              toBeSigned,
              ECDSA_WITH_SHA256,
              Der.of(Der.BIT_STRING, new byte[1], signature.sign()));
      Files.writeString(certificate, pem("CERTIFICATE", whole));
      Files.deleteIfExists(key);
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java cannot make a P-256 certificate: " + e.getMessage(), e);
    }
  }

  private static byte[] toBeSigned(List<String> names, byte[] publicKey) throws IOException {
    byte[] name =
        Der.of(
            Der.SEQUENCE,
            Der.of(Der.SET, Der.of(Der.SEQUENCE, COMMON_NAME, Der.text(0x0c, names.getFirst()))));
    Instant now = Instant.now();
    return Der.of(
        Der.SEQUENCE,
        VERSION_3,
        Der.of(0x02, new BigInteger(100, new SecureRandom()).toByteArray()),
        ECDSA_WITH_SHA256,
        name,
        Der.of(
            Der.SEQUENCE,
            Der.text(0x17, UTC_TIME.format(now.minus(Duration.ofHours(1)))),
            Der.text(0x17, UTC_TIME.format(now.plus(LIFE)))),
        name,
        publicKey,
        Der.of(0xa3, Der.of(Der.SEQUENCE, alternativeNames(names))));
  }

  private static byte[] alternativeNames(List<String> names) throws IOException {
    byte[][] alternatives = new byte[names.size() + 2][];
    for (int i = 0; i < names.size(); i++) {
      alternatives[i] = Der.text(0x82, names.get(i));
    }
    alternatives[names.size()] = Der.of(0x87, InetAddress.ofLiteral("127.0.0.1").getAddress());
    alternatives[names.size() + 1] = Der.of(0x87, InetAddress.ofLiteral("::1").getAddress());
    return Der.of(
        Der.SEQUENCE,
        SUBJECT_ALT_NAME,
        Der.of(Der.OCTET_STRING, Der.of(Der.SEQUENCE, alternatives)));
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }
}
