package org.gatepost.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.gatepost.testing.LeaksNothing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class ClientCertificateTest implements LeaksNothing {
  private static final String A = "a.example.org";
  private static final String B = "b.example.org";
  private static final String NOBODY_IS_ASKED = "c.example.org";

  private static X509Bundle authorityOfA;
  private static X509Bundle authorityOfB;
  private static X509Bundle aliceOfA;
  private static KeyPair pair;

  private final List<ServerTls> servers = new ArrayList<>();

  @BeforeAll
  static void certificates(@TempDir Path folder) throws Exception {
    authorityOfA = authority("CN=authority of A");
    authorityOfB = authority("CN=authority of B");
    aliceOfA = client("CN=alice").buildIssuedBy(authorityOfA);
    Path certificate = folder.resolve("crt");
    Path key = folder.resolve("key");
    SelfSigned.write(certificate, key, List.of(A));
    pair = KeyPair.read(certificate, key);
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static CertificateBuilder client(String name) {
    return new CertificateBuilder().ecp256().subject(name);
  }

  @AfterEach
  void release() {
    servers.forEach(ServerTls::close);
  }

  private static ServerTls.Site asking(X509Bundle authority) {
    return new ServerTls.Site(
        pair, Optional.of(ClientAuthorities.of(List.of(authority.getCertificate()))));
  }

  private ServerTls server(TlsProvider provider, TicketKeys keys, ServerTls.Site siteOfA)
      throws Exception {
    ServerTls server =
        ServerTls.of(
            List.of("http/1.1"),
            ServerTls.Site.of(pair),
            Map.of(A, siteOfA, B, asking(authorityOfB)),
            new TlsPolicy(provider, List.of("TLSv1.2", "TLSv1.3"), List.of()),
            keys,
            Optional.empty());
    servers.add(server);
    return server;
  }

  private ServerTls server(TlsProvider provider) throws Exception {
    return server(provider, new TicketKeys(), asking(authorityOfA));
  }

  /** A client that shows its certificate whoever is asked for. */
  private static SSLContext showing(X509Bundle certificate) {
    return TlsConnection.trustingClient(new AlwaysShowing(certificate));
  }

  private static Optional<String> vouchedFor(TlsConnection connection) {
    assertThat(connection.hear("hello")).isEqualTo("hello");
    return ServerTls.clientCertificate(connection.channel())
        .map(certificate -> certificate.getSubjectX500Principal().getName());
  }

  @ParameterizedTest
  @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "NATIVE, TLSv1.2", "NATIVE, TLSv1.3"})
  void certificateCountsAtTheSiteWhoseAuthorityGaveItAndNowhereElse(
      TlsProvider provider, String version) throws Exception {
    ServerTls server = server(provider);
    try (TlsConnection connection = new TlsConnection(server, showing(aliceOfA), A, version)) {
      assertThat(vouchedFor(connection)).hasValue("CN=alice");
      assertThat(vouchedFor(connection)).hasValue("CN=alice");
    }
    try (TlsConnection connection = new TlsConnection(server, showing(aliceOfA), B, version)) {
      assertThat(vouchedFor(connection)).isEmpty();
      assertThat(ServerTls.hasShownCertificate(connection.channel())).isTrue();
    }
    try (TlsConnection connection =
        new TlsConnection(server, showing(aliceOfA), NOBODY_IS_ASKED, version)) {
      assertThat(vouchedFor(connection)).isEmpty();
      assertThat(ServerTls.hasShownCertificate(connection.channel())).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "NATIVE, TLSv1.2", "NATIVE, TLSv1.3"})
  void clientWithoutCertificateIsServedToo(TlsProvider provider, String version) throws Exception {
    try (TlsConnection connection =
        new TlsConnection(server(provider), TlsConnection.trustingClient(), A, version)) {
      assertThat(vouchedFor(connection)).isEmpty();
      assertThat(ServerTls.hasShownCertificate(connection.channel())).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void certificateThatIsNoGoodIsNone(String version) throws Exception {
    Instant now = Instant.now();
    X509Bundle expired =
        client("CN=alice")
            .notBefore(now.minus(Duration.ofDays(2)))
            .notAfter(now.minus(Duration.ofDays(1)))
            .buildIssuedBy(authorityOfA);
    X509Bundle ofAServer =
        client("CN=alice").addExtendedKeyUsageServerAuth().buildIssuedBy(authorityOfA);
    X509Bundle byItself = authority("CN=authority of A");
    ServerTls server = server(TlsProvider.NATIVE);
    for (X509Bundle bad : List.of(expired, ofAServer, byItself)) {
      try (TlsConnection connection = new TlsConnection(server, showing(bad), A, version)) {
        assertThat(vouchedFor(connection)).isEmpty();
        assertThat(ServerTls.hasShownCertificate(connection.channel())).isTrue();
      }
    }
  }

  @Test
  void authoritiesMayStandBetween() throws Exception {
    X509Bundle between =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=between")
            .setIsCertificateAuthority(true)
            .buildIssuedBy(authorityOfA);
    X509Bundle alice = client("CN=alice").buildIssuedBy(between);
    try (TlsConnection connection =
        new TlsConnection(server(TlsProvider.NATIVE), showing(alice), A, "TLSv1.3")) {
      assertThat(vouchedFor(connection)).hasValue("CN=alice");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessionThatBeganWhereNobodyIsAskedIsNotResumedWhereClientsAre(String version)
      throws Exception {
    TicketKeys keys = new TicketKeys();
    ServerTls before = server(TlsProvider.NATIVE, keys, ServerTls.Site.of(pair));
    ServerTls asking = server(TlsProvider.NATIVE, keys, asking(authorityOfA));
    ServerTls askingOthers = server(TlsProvider.NATIVE, keys, asking(authorityOfB));
    ServerTls askingAgain = server(TlsProvider.NATIVE, keys, asking(authorityOfA));
    SSLContext client = showing(aliceOfA);
    assertThat(resumes(before, client, version, Optional.empty())).isFalse();
    assertThat(resumes(before, client, version, Optional.empty())).isTrue();
    assertThat(resumes(asking, client, version, Optional.of("CN=alice"))).isFalse();
    assertThat(resumes(askingAgain, client, version, Optional.of("CN=alice"))).isTrue();
    assertThat(resumes(askingOthers, client, version, Optional.empty())).isFalse();
  }

  private static boolean resumes(
      ServerTls server, SSLContext client, String version, Optional<String> vouchedFor) {
    try (TlsConnection connection = new TlsConnection(server, client, A, version)) {
      assertThat(vouchedFor(connection)).isEqualTo(vouchedFor);
      return connection.isResumed();
    }
  }

  @Test
  void connectionForOneSiteIsNoneForAnotherThatAsksForOtherCertificates() throws Exception {
    ServerTls server = server(TlsProvider.NATIVE);
    try (TlsConnection connection = new TlsConnection(server, showing(aliceOfA), A, "TLSv1.3")) {
      assertThat(server.isSameSite(connection.channel(), "A.example.org")).isTrue();
      assertThat(server.isSameSite(connection.channel(), B)).isFalse();
      assertThat(server.isSameSite(connection.channel(), NOBODY_IS_ASKED)).isFalse();
      ServerTls afterAChange = server(TlsProvider.NATIVE);
      assertThat(afterAChange.isSameSite(connection.channel(), A)).isTrue();
      assertThat(afterAChange.isSameSite(connection.channel(), B)).isFalse();
    }
  }

  private static final class AlwaysShowing extends X509ExtendedKeyManager {
    private final X509Bundle certificate;

    AlwaysShowing(X509Bundle certificate) {
      this.certificate = certificate;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
      return "the one";
    }

    @Override
    public String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
      return "the one";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return certificate.getCertificatePath();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return certificate.getKeyPair().getPrivate();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {"the one"};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
      throw new IllegalStateException("this is a client");
    }
  }
}
