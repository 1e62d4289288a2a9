package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.testing.Browser;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.WebMailbox;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Chromium at the web door, and what a web client does in it. */
final class BrowserIT {
  private static final String BOB = "22222222-2222-4222-8222-222222222222";
  private static final int LARGE = 100_000_000;

  @TempDir private static Path folder;
  private static ScriptedWeb echo;
  private static WebMailbox a;
  private static WebMailbox b;
  private static GatepostServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException, ConfigurationException, StartException {
    echo = ScriptedWeb.start(TestNames.MAILBOX_B, ScriptedWeb.webSocketEcho());
    a = WebMailbox.start(TestNames.MAILBOX_A, "A", WebMailbox.passingOn("/socket", echo));
    b = WebMailbox.start(TestNames.MAILBOX_B, "B", WebMailbox.passingOn("/socket", echo));
    for (var mailbox : new WebMailbox[] {a, b}) {
      mailbox.page("inbox.html", PAGE).page("client.js", SCRIPT).page("look.css", "h1 { top: 0 }");
    }
    server =
        GatepostServer.in(folder)
            .webDoors()
            .webMailbox(a)
            .webMailbox(b)
            .account("bob", b.host(), BOB)
            .attribute("zimbraReverseProxyMailMode", "redirect")
            .start();
    browser = Browser.start();
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
    server.close();
    a.close();
    b.close();
    echo.close();
  }

  private static final String PAGE =
      """
      <!doctype html>
      <title>Inbox</title>
      <link rel="stylesheet" href="/static/look.css">
      <h1>Inbox</h1>
      <p id="server">nobody</p>
      <script src="/static/client.js"></script>
      """;

  private static final String SCRIPT =
      """
      async function server() {
        const answer = await fetch('/service/soap/NoOpRequest', {method: 'POST', body: '<soap/>'});
        return answer.headers.get('X-Mailbox');
      }
      async function upload(octets) {
        const part = new Uint8Array(1000003);
        for (let i = 0; i < part.length; i++) part[i] = i * 7 + (i >> 8);
        const whole = new Uint8Array(octets);
        for (let at = 0; at < octets; at += part.length)
          whole.set(part.subarray(0, Math.min(part.length, octets - at)), at);
        const answer = await fetch('/put/upload', {method: 'PUT', body: whole});
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
        return answer.status + ' ' + [...digest].map(o => o.toString(16).padStart(2, '0')).join('');
      }
      function talk(messages) {
        return new Promise((done, failed) => {
          const heard = [];
          const socket = new WebSocket('wss://' + location.host + '/socket');
          socket.onopen = () => messages.forEach(message => socket.send(message));
          socket.onmessage = message => {
            heard.push(message.data.length);
            if (heard.length == messages.length) socket.close();
          };
          socket.onclose = closed => done(heard.join(' ') + ' ' + closed.wasClean);
          socket.onerror = () => failed('no WebSocket');
        });
      }
      server().then(name => document.getElementById('server').textContent = 'mailbox ' + name);
      """;

  private static String site(String scheme) {
    var door = server.door(scheme).getPort();
    return scheme + "://proxy.example.org:" + door;
  }

  private static String token() {
    var fields = "id=36:" + BOB + ";exp=13:1893456000000;";
    return "0_"
        + "0".repeat(40)
        + "_"
        + HexFormat.of().formatHex(fields.getBytes(StandardCharsets.UTF_8));
  }

  /** The login's answer sets the token, and sends the browser on to the inbox. */
  private static void logIn() {
    browser.open(site("https") + "/login?page=inbox.html&token=" + token());
  }

  @Test
  void webmailIsOnItsOwnersServerFromTheLoginOn() {
    browser.open(site("http") + "/static/inbox.html");
    assertThat(browser.evaluate("location.protocol")).isEqualTo("https:");
    logIn();
    assertThat(browser.evaluate("server()")).isEqualTo("B");
    assertThat(browser.cookies()).containsEntry("ZM_AUTH_TOKEN", token()).containsKey("seen");
    assertThat(browser.evaluate("document.cookie")).isEqualTo("seen=once");
    assertThat(browser.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol"))
        .isEqualTo("h2");
    assertThat(browser.evaluate("document.styleSheets.length")).isEqualTo(1L);
    assertThat(browser.text()).contains("Inbox");
  }

  @Test
  void anUploadOf100MegabytesArrivesUnchanged() throws IOException {
    logIn();
    var said = String.valueOf(browser.evaluate("upload(" + LARGE + ")"));
    assertThat(said).matches("20[14] [0-9a-f]{64}");
    assertThat(said).endsWith(" " + Wire.digestOf(b.uploaded("upload")));
  }

  @Test
  void aWebSocketCarriesMessagesBothWaysAndEndsInOrder() {
    logIn();
    assertThat(browser.evaluate("talk(['short', 'x'.repeat(1000), 'y'.repeat(1000000)])"))
        .isEqualTo("5 1000 1000000 true");
  }

  @Test
  void aPageIsLoadedAgainAcrossARestartOfItsServer() throws IOException {
    logIn();
    assertThat(browser.evaluate("server()")).isEqualTo("B");
    b.stop();
    browser.reload();
    // What a person sees meanwhile is a page, which says what to do.
    assertThat(browser.text()).contains("Try again").doesNotContain("Inbox");
    b.start();
    browser.awaits(() -> browser.reload().text().contains("Inbox"));
    assertThat(browser.evaluate("server()")).isEqualTo("B");
  }
}
