package org.gatepost.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions and answers about certificates, with those of openssl. */
final class OcspTest {
  @TempDir static Path folder;

  private static OcspAuthority authority;
  private static OcspQuestion question;

  @BeforeAll
  static void certificates() throws IOException {
    authority = OcspAuthority.in(folder);
    authority.issue("server", "http://ocsp.example.org/ask");
    authority.issue("other", "http://ocsp.example.org/ask");
    authority.issueDelegate("delegate", "OCSPSigning");
    authority.issueDelegate("pretender", "serverAuth");
    question = OcspQuestion.about(authority.pair("server").chain()).orElseThrow();
  }

  private static byte[] answer(String about, String signer, String... more) throws IOException {
    OcspQuestion asked = OcspQuestion.about(authority.pair(about).chain()).orElseThrow();
    return authority.answer(asked.encoded(), signer, more);
  }

  private static OcspAnswer parse(byte[] encoded) throws IOException {
    return OcspAnswer.parse(encoded, question, Instant.now());
  }

  @Test
  void responderIsTheOneThatTheCertificateNames() {
    assertThat(question.responder()).hasToString("http://ocsp.example.org/ask");
  }

  @ParameterizedTest
  @CsvSource({"file:///etc/passwd", "ldap://ocsp.example.org/ask", "http:///ask"})
  void responderElsewhereIsNotAsked(String responder) throws IOException {
    String name = "strange" + responder.hashCode();
    authority.issue(name, responder);
    assertThat(OcspQuestion.about(authority.pair(name).chain())).isEmpty();
  }

  @Test
  void nobodyIsAskedWithoutResponderOrIssuer() throws IOException {
    authority.issue("mute", "");
    List<X509Certificate> chain = authority.pair("server").chain();
    assertThat(OcspQuestion.about(authority.pair("mute").chain())).isEmpty();
    assertThat(OcspQuestion.about(chain.subList(0, 1))).isEmpty();
    assertThat(OcspQuestion.about(List.of(chain.get(0), chain.get(0)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"authority", "delegate"})
  void answerOfTheAuthorityOrOfOneItHasChargedIsGood(String signer) throws IOException {
    byte[] encoded = answer("server", signer, "-nmin", "30");
    OcspAnswer answer = parse(encoded);
    assertThat(answer.encoded()).isEqualTo(encoded);
    assertThat(Duration.between(answer.thisUpdate(), answer.nextUpdate()))
        .isEqualTo(Duration.ofMinutes(30));
    assertThat(answer.nextUpdate()).isAfter(Instant.now().plusSeconds(20 * 60));
  }

  @Test
  void answerThatDoesNotSayForHowLongIsGoodForAnHour() throws IOException {
    OcspAnswer answer = parse(answer("server", "authority"));
    assertThat(Duration.between(answer.thisUpdate(), answer.nextUpdate()))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void answerOfSomebodyElseIsRefused() throws IOException {
    byte[] encoded = answer("server", "pretender", "-nmin", "30");
    assertThatIOException()
        .isThrownBy(() -> parse(encoded))
        .withMessage("the answer is not signed by the issuer of the certificate");
  }

  @Test
  void answerAboutAnotherCertificateIsRefused() throws IOException {
    byte[] encoded = answer("other", "authority", "-nmin", "30");
    assertThatIOException()
        .isThrownBy(() -> parse(encoded))
        .withMessage("the answer is about another certificate");
  }

  @Test
  void revokedCertificateIsNotVouchedFor() throws IOException {
    authority.issue("revoked", "http://ocsp.example.org/ask");
    authority.revoke("revoked");
    OcspQuestion revoked = OcspQuestion.about(authority.pair("revoked").chain()).orElseThrow();
    byte[] encoded = answer("revoked", "authority", "-nmin", "30");
    assertThatIOException()
        .isThrownBy(() -> OcspAnswer.parse(encoded, revoked, Instant.now()))
        .withMessage("the certificate is revoked");
  }

  @Test
  void answerIsGoodForItsTimeAlone() throws IOException {
    byte[] encoded = answer("server", "authority", "-nmin", "30");
    for (Instant wrong :
        List.of(
            Instant.now().plus(Duration.ofMinutes(31)),
            Instant.now().minus(Duration.ofMinutes(6)))) {
      assertThatIOException()
          .isThrownBy(() -> OcspAnswer.parse(encoded, question, wrong))
          .withMessageStartingWith("the answer is good from ");
    }
  }

  @Test
  void responderMayRefuse() {
    assertThatIOException()
        .isThrownBy(() -> parse(Der.hex("30030a0103")))
        .withMessage("the responder refuses, with status [3]");
  }

  @Test
  void answerWithAnOctetChangedOrMissingIsNeverShown() throws IOException {
    byte[] encoded = answer("server", "authority", "-nmin", "30", "-resp_no_certs");
    assertThat(parse(encoded)).isNotNull();
    Random random = new Random(7);
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < encoded.length; i++) {
      byte[] changed = encoded.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      if (isTaken(changed)) {
        taken.add(i);
      }
      byte[] cut = Arrays.copyOf(encoded, i);
      assertThat(isTaken(cut)).as("cut at %d", i).isFalse();
    }
    // What stands around the signed part does not change what it says.
    assertThat(taken).hasSizeLessThan(8);
  }

  private static boolean isTaken(byte[] encoded) {
    try {
      return parse(encoded).nextUpdate().isAfter(Instant.EPOCH);
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void answerThatIsNoneIsRefused() throws IOException {
    Files.writeString(folder.resolve("page"), "<html>502</html>");
    assertThatIOException()
        .isThrownBy(() -> parse(Files.readAllBytes(folder.resolve("page"))))
        .withMessage("it is not the DER that it should be");
    assertThatIOException().isThrownBy(() -> parse(new byte[0]));
  }
}
