package org.gatepost.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An authority's word that a certificate is good, fit to be shown with it: RFC 6960 §4.2. */
final class OcspAnswer {
  private static final byte[] BASIC = Der.hex("2b0601050507300101");
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
  // Of an authority that always has news and does not say for how long.
  private static final Duration USUAL_LIFE = Duration.ofHours(1);
  private static final int MAX_CERTIFICATES = 4;

  private static final int ENUMERATED = 0x0a;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int CONTEXT_0 = 0xa0;
  private static final int GOOD = 0x80;
  private static final int REVOKED = 0xa1;

  private final byte[] encoded;
  private final Instant thisUpdate;
  private final Instant nextUpdate;

  private OcspAnswer(byte[] encoded, Instant thisUpdate, Instant nextUpdate) {
    this.encoded = encoded;
    this.thisUpdate = thisUpdate;
    this.nextUpdate = nextUpdate;
  }

  /** As it came; not to be changed. */
  byte[] encoded() {
    return encoded;
  }

  Instant thisUpdate() {
    return thisUpdate;
  }

  /** From when on it is worth nothing. */
  Instant nextUpdate() {
    return nextUpdate;
  }

  /**
   * Reads and verifies an answer.
   *
   * @throws IOException with a few words of why it cannot be shown
   */
  static OcspAnswer parse(byte[] encoded, OcspQuestion question, Instant now) throws IOException {
    DerReader response = new DerReader(encoded).enter(Der.SEQUENCE);
    byte[] status = response.take(ENUMERATED);
    if (status.length != 1 || status[0] != 0) {
      throw new IOException("the responder refuses, with status " + Arrays.toString(status));
    }
    DerReader typed = response.enter(CONTEXT_0).enter(Der.SEQUENCE);
    if (!Arrays.equals(typed.take(Der.OBJECT_IDENTIFIER), BASIC)) {
      throw new IOException("the answer is of an unknown type");
    }
    DerReader basic = new DerReader(typed.take(Der.OCTET_STRING)).enter(Der.SEQUENCE);
    byte[] data = basic.whole();
    verify(data, basic, question, now);
    return answer(encoded, data, question, now);
  }

  private static OcspAnswer answer(byte[] encoded, byte[] data, OcspQuestion question, Instant now)
      throws IOException {
    DerReader fields = new DerReader(data).enter(Der.SEQUENCE);
    if (fields.next() == CONTEXT_0) {
      fields.skip(); // version
    }
    fields.skip(); // who signed it: found by trying
    fields.take(GENERALIZED_TIME);
    DerReader singles = fields.enter(Der.SEQUENCE);
    while (singles.hasMore()) {
      DerReader single = singles.enter(Der.SEQUENCE);
      if (isAbout(question, single.enter(Der.SEQUENCE))) {
        int status = single.next();
        single.skip();
        if (status != GOOD) {
          throw new IOException(
              status == REVOKED
                  ? "the certificate is revoked"
                  : "the responder does not know the certificate");
        }
        Instant thisUpdate = time(single.take(GENERALIZED_TIME));
        Instant nextUpdate =
            single.next() == CONTEXT_0
                ? time(single.enter(CONTEXT_0).take(GENERALIZED_TIME))
                : thisUpdate.plus(USUAL_LIFE);
        if (thisUpdate.isAfter(now.plus(CLOCKS_DIFFER)) || !nextUpdate.isAfter(now)) {
          throw new IOException("the answer is good from " + thisUpdate + " until " + nextUpdate);
        }
        return new OcspAnswer(encoded, thisUpdate, nextUpdate);
      }
    }
    throw new IOException("the answer is about another certificate");
  }

  private static boolean isAbout(OcspQuestion question, DerReader id) throws IOException {
    byte[] algorithm = id.enter(Der.SEQUENCE).whole();
    return Arrays.equals(algorithm, OcspQuestion.SHA_1)
        && Arrays.equals(id.take(Der.OCTET_STRING), question.issuerNameHash())
        && Arrays.equals(id.take(Der.OCTET_STRING), question.issuerKeyHash())
        && new BigInteger(id.take(Der.INTEGER)).equals(question.serial());
  }

  private static Instant time(byte[] text) throws IOException {
    try {
      return LocalDateTime.parse(new String(text, StandardCharsets.US_ASCII), TIME)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new IOException("the answer has a time that cannot be read", e);
    }
  }

  /** Signed by the authority, or by one whom it has charged with that: RFC 6960 §4.2.2.2. */
  private static void verify(byte[] data, DerReader basic, OcspQuestion question, Instant now)
      throws IOException {
    String algorithm = name(basic.enter(Der.SEQUENCE).take(Der.OBJECT_IDENTIFIER));
    byte[] bits = basic.take(Der.BIT_STRING);
    byte[] signature = Arrays.copyOfRange(bits, Math.min(1, bits.length), bits.length);
    if (isSignedBy(question.issuer().getPublicKey(), algorithm, data, signature)) {
      return;
    }
    for (X509Certificate delegate : certificates(basic)) {
      if (isDelegate(delegate, question.issuer(), now)
          && isSignedBy(delegate.getPublicKey(), algorithm, data, signature)) {
        return;
      }
    }
    throw new IOException("the answer is not signed by the issuer of the certificate");
  }

  private static boolean isSignedBy(
      PublicKey key, String algorithm, byte[] data, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(data);
      return verifier.verify(signature);
    } catch (GeneralSecurityException isNot) {
      return false;
    }
  }

  private static boolean isDelegate(X509Certificate delegate, X509Certificate issuer, Instant now) {
    try {
      delegate.checkValidity(Date.from(now));
      delegate.verify(issuer.getPublicKey());
      List<String> uses = delegate.getExtendedKeyUsage();
      return delegate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
          && uses != null
          && uses.contains(OCSP_SIGNING);
    } catch (GeneralSecurityException isNot) {
      return false;
    }
  }

  private static List<X509Certificate> certificates(DerReader basic) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    if (basic.next() == CONTEXT_0) {
      DerReader all = basic.enter(CONTEXT_0).enter(Der.SEQUENCE);
      while (all.hasMore() && certificates.size() < MAX_CERTIFICATES) {
        X509Certificate certificate = certificate(all.whole());
        if (certificate != null) {
          certificates.add(certificate);
        }
      }
    }
    return certificates;
  }

  private static @Nullable X509Certificate certificate(byte[] encoded) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (GeneralSecurityException unreadable) {
      return null;
    }
  }

  /** An object identifier in dots, by which Java knows algorithms. */
  private static String name(byte[] identifier) {
    StringBuilder name = new StringBuilder();
    long number = 0;
    for (byte octet : identifier) {
      number = number << 7 | (octet & 0x7f);
      if (octet >= 0) {
        if (name.isEmpty()) {
          long first = Math.min(number / 40, 2);
          name.append(first).append('.').append(number - 40 * first);
        } else {
          name.append('.').append(number);
        }
        number = 0;
      }
    }
    return name.toString();
  }
}
