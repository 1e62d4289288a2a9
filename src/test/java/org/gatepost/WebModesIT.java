package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.testing.Curl;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.WebMailbox;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The five modes of the web (spec http 1.1), and names that nobody has (3.3), with real clients.
 */
final class WebModesIT {
  private static final String HOST = "http://mail.example.org";
  private static final String OWN = "https://proxy.example.org";

  private static WebMailbox mailbox;

  @TempDir private Path folder;

  @BeforeAll
  static void startMailbox() throws IOException {
    mailbox = WebMailbox.start(TestNames.MAILBOX_A, "A");
  }

  @AfterAll
  static void stopMailbox() throws IOException {
    mailbox.close();
  }

  private GatepostServer start(String mode)
      throws IOException, ConfigurationException, StartException {
    return GatepostServer.in(folder)
        .webDoors()
        .webMailbox(mailbox)
        .attribute("zimbraReverseProxyMailMode", mode)
        .start();
  }

  @Test
  void inModeBothEitherDoorServes() throws IOException, ConfigurationException, StartException {
    try (var server = start("both")) {
      assertThat(server.curl("http").get(HOST + "/h/").mailbox()).isEqualTo("A");
      var secure = server.curl("https").get("https://mail.example.org/h/");
      assertThat(secure.mailbox()).isEqualTo("A");
      assertThat(secure.protocol()).isEqualTo("1.1");
      assertThat(server.http2().get("https://mail.example.org/h/").protocol()).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https, http, true",
    "https, https, false",
    "http, http, false",
    "http, https, true",
  })
  void aDoorThatTheModeDoesNotWantIsShut(String mode, String door, boolean shut)
      throws IOException, ConfigurationException, StartException {
    int[] ports = GatepostServer.freePorts(2);
    var setup =
        GatepostServer.in(folder)
            .describedDoors()
            .webMailbox(mailbox)
            .attribute("zimbraReverseProxyMailEnabled", "FALSE")
            .attribute("zimbraReverseProxyMailMode", mode)
            .attribute("zimbraReverseProxyStrictServerNameEnabled", "FALSE")
            .attribute("zimbraMailProxyPort", String.valueOf(ports[0]))
            .attribute("zimbraMailSSLProxyPort", String.valueOf(ports[1]));
    try (var _ = setup.start()) {
      var url = "%s://127.0.0.1:%d/".formatted(door, ports[door.equals("http") ? 0 : 1]);
      var answer = Curl.http1().with("--insecure").get(url);
      assertThat(answer.exit()).isEqualTo(shut ? 7 : 0);
      assertThat(answer.mailbox()).isEqualTo(shut ? null : "A");
    }
  }

  @Test
  void whoSpeaksNoTlsWhereItIsSpokenIsToldSo()
      throws IOException, ConfigurationException, StartException {
    try (var server = start("https")) {
      var curl = server.curl("https");
      for (var words : new Curl[] {curl, curl.with("--data", "x".repeat(100_000))}) {
        var answer = words.get("http://proxy.example.org/");
        assertThat(answer.exit()).isEqualTo(0);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
            .isEqualTo("This port speaks HTTPS: let the address begin with https:// .\n");
      }
      assertThat(curl.get("https://proxy.example.org/").mailbox()).isEqualTo("A");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/h/?a=b&c=d", "/a%0Ab", "/a%0ab?x", "/service/soap/", "/nginx_status"})
  void inModeRedirectEveryPathIsSentToHttps(String path)
      throws IOException, ConfigurationException, StartException {
    try (var server = start("redirect")) {
      var curl = server.curl("http");
      int port = server.door("https").getPort();
      for (var answer :
          new Curl.Answer[] {
            curl.get("http://proxy.example.org" + path),
            curl.with("--data", "<soap/>").get("http://proxy.example.org" + path)
          }) {
        if (path.toLowerCase(java.util.Locale.ROOT).contains("%0a")) {
          // The original served these in clear.
          assertThat(answer.status()).isIn(302, 400);
        } else {
          assertThat(answer.status()).isEqualTo(302);
          assertThat(answer.header("Location")).isEqualTo(OWN + ":" + port + path);
        }
        assertThat(answer.mailbox()).isNull();
      }
      assertThat(server.curl("https").get("https://mail.example.org/").mailbox()).isEqualTo("A");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example.com", "evil.example.com:80", "a@evil.example.com", ""})
  void aStrangersHostIsNeverWhereABrowserIsSent(String host)
      throws IOException, ConfigurationException, StartException {
    try (var server = start("redirect")) {
      var answer =
          server.curl("http").with("--header", "Host: " + host).get("http://127.0.0.1/some");
      assertThat(answer.status()).isIn(302, 400);
      assertThat(String.valueOf(answer.header("Location"))).doesNotContain("evil");
    }
  }

  @Test
  void inModeMixedWhoeverHasNoTokenIsSentToHttpsAndComesBackWithOne()
      throws IOException, ConfigurationException, StartException {
    try (var server = start("mixed")) {
      var curl = server.curl("http");
      var own = "http://proxy.example.org";
      var secure = OWN + ":" + server.door("https").getPort();
      assertThat(curl.get(own + "/h/").header("Location"))
          .isEqualTo(secure + "/h/?zminitmode=http");
      assertThat(curl.get(own + "/h/?a=b").header("Location"))
          .isEqualTo(secure + "/h/?a=b&zminitmode=http");
      var known = curl.header("Cookie", "seen=1; ZM_AUTH_TOKEN=0_1_2");
      assertThat(known.get(own + "/h/").mailbox()).isEqualTo("A");
      assertThat(known.get(own + "/x?loginOp=logout").header("Location"))
          .isEqualTo(secure + "/x?loginOp=logout&zminitmode=http");
      assertThat(known.get(own + "/h/changepass").header("Location"))
          .isEqualTo(secure + "/h/changepass");

      var clear = own + ":" + server.door("http").getPort();
      var withToken = server.curl("https").header("Cookie", "ZM_AUTH_TOKEN=0_1_2");
      assertThat(withToken.get(OWN + "/?a=b&zminitmode=http").header("Location"))
          .isEqualTo(clear + "/?a=b");
      assertThat(withToken.get(OWN + "/changepass?zminitmode=http").mailbox()).isEqualTo("A");
      assertThat(server.curl("https").get(OWN + "/?zminitmode=http").mailbox()).isEqualTo("A");
    }
  }

  @Test
  void aNameOfNobodysIsRefusedByTlsAloneAndSeesTheProxysOwnCertificate()
      throws IOException, ConfigurationException, StartException {
    var setup =
        GatepostServer.in(folder)
            .webDoors()
            .webMailbox(mailbox)
            .tlsDomain("mail.example.net", "mail.example.net")
            .attribute("zimbraReverseProxyStrictServerNameEnabled", "TRUE");
    try (var server = setup.start()) {
      var curl = server.curl("https");
      assertThat(curl.get("https://nobody.example.com/").status()).isEqualTo(400);
      assertThat(server.http2().get("https://nobody.example.com/").status()).isEqualTo(400);
      assertThat(curl.get("https://proxy.example.org/").mailbox()).isEqualTo("A");
      assertThat(curl.get("https://mail.example.net/").mailbox()).isEqualTo("A");
      assertThat(server.curl("http").get("http://nobody.example.com/").mailbox()).isEqualTo("A");
      try (var stranger = Wire.to(server.door("https"));
          var known = Wire.to(server.door("https"))) {
        stranger.secure("nobody.example.com", "http/1.1");
        assertThat(stranger.peerSubject()).isEqualTo("CN=localhost");
        known.secure("mail.example.net", "http/1.1");
        assertThat(known.peerSubject()).isEqualTo("CN=mail.example.net");
      }
    }
  }
}
