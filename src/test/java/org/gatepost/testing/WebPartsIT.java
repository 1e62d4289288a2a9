package org.gatepost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The parts that tests of the web are made of do what they say, without a proxy between them. */
final class WebPartsIT {
  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(TestNames.addressOf(host), port);
  }

  @Test
  void aMailboxTellsWhatCameToIt() throws IOException {
    try (var mailbox = WebMailbox.start(TestNames.MAILBOX_A, "A")) {
      var curl = Curl.http1().to(at(mailbox.host(), mailbox.httpPort()));
      var answer = curl.header("X-Forwarded-For", "192.0.2.7").get("http://mail.test/h/?x=%0A");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.protocol()).isEqualTo("1.1");
      assertThat(answer.mailbox()).isEqualTo("A");
      assertThat(answer.body()).isEqualTo("mailbox A\n");
      assertThat(answer.header("x-saw-target")).isEqualTo("/h/?x=%0A");
      assertThat(answer.header("X-Saw-Host")).isEqualTo("mail.test");
      assertThat(answer.header("X-Saw-Forwarded-For")).isEqualTo("192.0.2.7");
      assertThat(answer.header("X-Saw-Forwarded-Proto")).isNull();

      var digest = mailbox.file("big", 1_000_000);
      assertThat(curl.get("http://mail.test/static/big").digest()).isEqualTo(digest);
      assertThat(curl.get("http://mail.test/status/503").status()).isEqualTo(503);
      curl.with("--request", "PUT", "--data-binary", "abc").get("http://mail.test/put/x");
      assertThat(mailbox.uploaded("x")).asString().isEqualTo("abc");

      mailbox.stop();
      assertThat(curl.get("http://mail.test/").exit()).isEqualTo(7);
      mailbox.start();
      var secure = Curl.http1().to(at(mailbox.host(), mailbox.httpsPort()));
      var host = "https://" + mailbox.host() + "/";
      assertThat(secure.get(host).exit()).as("nobody's certificate").isEqualTo(60);
      assertThat(secure.trusting(mailbox.certificate()).get(host).header("X-Saw-Scheme"))
          .isEqualTo("https");
    }
  }

  @Test
  void aScriptedServerCountsAndMisbehaves() throws IOException {
    try (var web = ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "well"))) {
      var curl = Curl.http1().to(at(web.host(), web.port()));
      assertThat(curl.with("--data", "x", "http://x.test/1").get("http://x.test/2").body())
          .endsWith("well");
      assertThat(web.connections()).isEqualTo(1);
      assertThat(web.requests()).hasSize(2);
      web.plays(ScriptedWeb.resets());
      assertThat(curl.get("http://x.test/").exit()).isEqualTo(56);
      web.plays(ScriptedWeb.says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"));
      assertThat(curl.get("http://x.test/").exit()).isEqualTo(18);
    }
  }

  @Test
  void aBrowserOpensPagesAndSpeaksWebSocket() throws IOException {
    try (var echo = ScriptedWeb.start(TestNames.MAILBOX_B, ScriptedWeb.webSocketEcho());
        var mailbox = WebMailbox.start("127.0.0.1", "A", WebMailbox.passingOn("/ws", echo));
        var browser = Browser.start()) {
      mailbox.page("page.html", "<title>t</title><p>Good morning</p>");
      browser.open(
          "https://mail.test:%d/login?token=T1&page=page.html".formatted(mailbox.httpsPort()));
      assertThat(browser.text()).isEqualTo("Good morning");
      assertThat(browser.cookies()).containsEntry("ZM_AUTH_TOKEN", "T1").hasSize(2);
      assertThat(browser.evaluate("document.cookie")).isEqualTo("seen=once");
      assertThat(browser.evaluate("fetch('/h/').then(r => r.text())")).isEqualTo("mailbox A\n");
      assertThat(
              browser.evaluate(
                  """
                  new Promise((done, fail) => {
                    const socket = new WebSocket('wss://' + location.host + '/ws');
                    socket.onopen = () => socket.send('x'.repeat(70000));
                    socket.onmessage = message => { socket.close(); done(message.data.length); };
                    socket.onerror = () => fail('no socket');
                  })
                  """))
          .isEqualTo(70_000L);
    }
  }
}
