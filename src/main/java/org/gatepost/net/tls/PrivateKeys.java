package org.gatepost.net.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in PEM, in the three wrappings that are about: PKCS #8 (RFC 5958), PKCS #1 (RFC
 * 8017) and SEC 1 (RFC 5915). The JDK reads the first only; the others are put into it.
 */
final class PrivateKeys {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]*)-----END");

  private static final byte[] VERSION_0 = Der.hex("020100");
  // AlgorithmIdentifier of rsaEncryption with its NULL; the OID of id-ecPublicKey.
  private static final byte[] RSA = Der.hex("300d06092a864886f70d0101010500");
  private static final byte[] EC = Der.hex("06072a8648ce3d0201");

  private PrivateKeys() {}

  static PrivateKey parse(String pem) throws GeneralSecurityException {
    Matcher key = KEY.matcher(pem);
    if (!key.find()) {
      throw new InvalidKeyException("no private key in PEM found");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(key.group(2));
    } catch (IllegalArgumentException notBase64) {
      throw new InvalidKeyException("the private key is not base64", notBase64);
    }
    return switch (key.group(1)) {
      case "RSA PRIVATE KEY" ->
          pkcs8(Der.of(Der.SEQUENCE, VERSION_0, RSA, Der.of(Der.OCTET_STRING, der)));
      case "EC PRIVATE KEY" ->
          pkcs8(
              Der.of(
                  Der.SEQUENCE,
                  VERSION_0,
                  Der.of(Der.SEQUENCE, EC, curveOf(der)),
                  Der.of(Der.OCTET_STRING, der)));
      case "PRIVATE KEY" -> pkcs8(der);
      default ->
          throw new InvalidKeyException(
              "the private key is encrypted; decrypt it with: openssl pkey -in KEY -out PLAIN");
    };
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException notOfThisKind) {
        // The next kind, then.
      }
    }
    throw new InvalidKeyException("the private key is neither EC, RSA nor EdDSA");
  }

  /** The named curve inside an ECPrivateKey, RFC 5915 §3: the content of its tag [0]. */
  private static byte[] curveOf(byte[] sec1) throws InvalidKeyException {
    int index = content(sec1, 0);
    while (index < sec1.length) {
      int start = content(sec1, index);
      int end = start + length(sec1, index);
      if ((sec1[index] & 0xff) == 0xa0) {
        return Arrays.copyOfRange(sec1, start, end);
      }
      index = end;
    }
    throw new InvalidKeyException("the EC private key does not name its curve");
  }

  private static int content(byte[] der, int index) throws InvalidKeyException {
    return index + 2 + ((octet(der, index + 1) & 0x80) == 0 ? 0 : octet(der, index + 1) & 0x7f);
  }

  private static int length(byte[] der, int index) throws InvalidKeyException {
    int first = octet(der, index + 1);
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = index + 2; i < content(der, index); i++) {
      length = length << 8 | octet(der, i);
    }
    if (length < 0) {
      throw new InvalidKeyException("the EC private key is damaged");
    }
    return length;
  }

  private static int octet(byte[] der, int index) throws InvalidKeyException {
    if (index < 0 || index >= der.length) {
      throw new InvalidKeyException("the EC private key is damaged");
    }
    return der[index] & 0xff;
  }
}
