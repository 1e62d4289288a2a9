package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.gatepost.testing.Curl;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who must show a certificate, with the real curl: spec http 3.4, and 9 W-24. */
@Timeout(120)
final class ClientCertificatesIT {
  private static X509Bundle authorityOfA;
  private static X509Bundle authorityOfB;
  private static Path alice;
  private static Path bob;

  @TempDir static Path certificates;
  @TempDir Path folder;

  @BeforeAll
  static void issue() throws Exception {
    authorityOfA = authority("CN=authority of A");
    authorityOfB = authority("CN=authority of B");
    alice = client("alice", authorityOfA);
    bob = client("bob", authorityOfB);
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static Path client(String name, X509Bundle authority) throws Exception {
    X509Bundle client =
        new CertificateBuilder().ecp256().subject("CN=" + name).buildIssuedBy(authority);
    return Files.writeString(
        certificates.resolve(name + ".pem"),
        client.getCertificatePEM() + client.getPrivateKeyPEM());
  }

  private static String domain(String name, String mode, X509Bundle authority) {
    return """
    dn: dc=%1$s,dc=org
    objectClass: dcObject
    objectClass: organization
    objectClass: zimbraDomain
    dc: %1$s
    o: %1$s
    zimbraDomainName: %1$s.org
    zimbraVirtualHostname: www.%1$s.org
    zimbraReverseProxyClientCertMode: %2$s
    zimbraReverseProxyClientCertCA:: %3$s
    """
        .formatted(
            name,
            mode,
            Base64.getEncoder()
                .encodeToString(authority.getCertificatePEM().getBytes(StandardCharsets.US_ASCII)));
  }

  private GatepostServer.Setup server(ScriptedWeb mailbox) throws IOException {
    return GatepostServer.in(folder)
        .door("protocol: http, tls: implicit")
        .webMailbox(mailbox)
        .tlsDomain("*.a.org", "*.a.org")
        .entry(domain("a", "on", authorityOfA))
        .entry(domain("b", "optional", authorityOfB));
  }

  @Test
  void domainTakesCertificatesOfItsOwnAuthorityAlone() throws Exception {
    try (ScriptedWeb mailbox = mailbox();
        GatepostServer server = server(mailbox).start()) {
      for (Curl curl : new Curl[] {Curl.http1(), Curl.http2()}) {
        Curl here = curl.to(server.door("https")).with("--insecure");
        assertThat(here.get("https://www.a.org/").status()).isEqualTo(400);
        assertThat(shows(here, bob).get("https://www.a.org/").status()).isEqualTo(400);
        assertThat(shows(here, alice).get("https://www.a.org/").status()).isEqualTo(200);
        assertThat(here.get("https://www.b.org/").status()).isEqualTo(200);
        assertThat(shows(here, alice).get("https://www.b.org/").status()).isEqualTo(200);
        assertThat(here.get("https://proxy.example.org/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void connectionToOneDomainDoesNotOpenAnother() throws Exception {
    try (ScriptedWeb mailbox = mailbox();
        GatepostServer server = server(mailbox).start()) {
      Curl here = Curl.http1().to(server.door("https")).with("--insecure");
      Curl inDisguise = here.header("Host", "www.a.org");
      assertThat(inDisguise.get("https://proxy.example.org/").status()).isEqualTo(421);
      assertThat(shows(inDisguise, alice).get("https://proxy.example.org/").status())
          .isEqualTo(421);
      assertThat(shows(inDisguise, alice).get("https://www.b.org/").status()).isEqualTo(421);
      assertThat(shows(inDisguise, alice).get("https://www.a.org/").status()).isEqualTo(200);
    }
  }

  @Test
  void siteThatAsksIsShownTheCertificateForAllOfItsDomain() throws Exception {
    try (ScriptedWeb mailbox = mailbox();
        GatepostServer server = server(mailbox).start()) {
      Curl here = Curl.http2().to(server.door("https")).trusting(folder.resolve("domain0.crt"));
      assertThat(shows(here, alice).get("https://www.a.org/").status()).isEqualTo(200);
    }
  }

  private static ScriptedWeb mailbox() throws IOException {
    return ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "hello"));
  }

  private static Curl shows(Curl curl, Path certificate) {
    return curl.with("--cert", certificate.toString());
  }
}
