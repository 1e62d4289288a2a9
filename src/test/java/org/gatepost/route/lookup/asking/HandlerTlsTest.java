package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.testing.ScriptedLookupHandler.routesTo;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.gatepost.testing.LeaksNothing;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Lookup handlers behind TLS: believed only with the right certificate. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
final class HandlerTlsTest implements LeaksNothing {
  private static final String A = TestNames.MAILBOX_A;

  private final AskingFixture fixture = new AskingFixture();
  private X509Bundle authority;

  @BeforeEach
  void trustAnAuthority(@TempDir Path folder) throws Exception {
    authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority.test")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    fixture.trust(
        Files.writeString(folder.resolve("authority.pem"), authority.getCertificatePEM()));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void certificateOfTheRightNameIsBelieved() throws Exception {
    var handler = handler(certificate(A).buildIssuedBy(authority));
    var lookup = fixture.open(handler);
    for (int i = 0; i < 3; i++) {
      assertThat(lookup.lookUp(Questions.login("alice")).port()).isEqualTo(1);
    }
    assertThat(handler.connections()).isEqualTo(1);
  }

  @Test
  void certificateOfAnotherNameIsRefused() throws Exception {
    refuses(handler(certificate(TestNames.MAILBOX_B).buildIssuedBy(authority)), "TLS failed");
  }

  @Test
  void certificateOfAStrangerIsRefused() throws Exception {
    refuses(
        handler(certificate(A).setIsCertificateAuthority(true).buildSelfSigned()), "TLS failed");
  }

  @Test
  void handlerThatSpeaksNoTlsIsNotAsked() throws Exception {
    var plain = fixture.handler(connection -> connection.wire().say("HTTP/1.0 400 Bad"));
    var url = plain.url().toString().replace("http:", "https:");
    var lookup = fixture.open(List.of(URI.create(url), sound().url()));
    assertThat(lookup.lookUp(Questions.login("alice")).port()).isEqualTo(2);
    assertThat(lookup.handlers().getFirst().failure())
        .hasValueSatisfying(why -> assertThat(why).contains("TLS failed: not a TLS record"));
  }

  @Test
  void handlerThatSpeaksTlsAloneDoesNotUnderstandPlainHttp() throws Exception {
    var secure = handler(certificate(A).buildIssuedBy(authority));
    var url = secure.url().toString().replace("https:", "http:");
    var lookup = fixture.open(List.of(URI.create(url), sound().url()));
    assertThat(lookup.lookUp(Questions.login("alice")).port()).isEqualTo(2);
    assertThat(lookup.handlers().getFirst().up()).isFalse();
  }

  private void refuses(ScriptedLookupHandler handler, String why) throws Exception {
    var lookup = fixture.open(handler, sound());
    assertThat(lookup.lookUp(Questions.login("alice")).port()).isEqualTo(2);
    assertThat(lookup.handlers().getFirst().up()).isFalse();
    assertThat(lookup.handlers().getFirst().failure())
        .hasValueSatisfying(text -> assertThat(text).contains(why));
    assertThat(handler.lookups()).isEmpty();
  }

  private ScriptedLookupHandler sound() throws Exception {
    return fixture.handler(routesTo("192.0.2.2", 2));
  }

  private ScriptedLookupHandler handler(X509Bundle certificate) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, new SecureRandom());
    return fixture.closing(ScriptedLookupHandler.start(A, context, routesTo("192.0.2.1", 1)));
  }

  private static CertificateBuilder certificate(String name) {
    return new CertificateBuilder().ecp256().subject("CN=" + name).addSanDnsName(name);
  }
}
