package org.gatepost.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.gatepost.cli.SampleMailboxes.Server;
import org.gatepost.cli.SampleMailboxes.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The web side of the demo's sample mailbox servers, asked without a proxy. */
final class GreenMailboxesTest {
  private static final User ALICE =
      new User("alice@example.org", "demo", "11111111-1111-4111-8111-111111111111");
  private static final User BOB =
      new User("bob@example.org", "demo", "22222222-2222-4222-8222-222222222222");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Server a;
  private static Server b;

  @BeforeAll
  static void start() {
    var samples = new GreenMailboxes();
    a = samples.start("A", List.of(ALICE), List.of(BOB));
    b = samples.start("B", List.of(BOB), List.of(ALICE));
  }

  @AfterAll
  static void stop() {
    CLIENT.shutdownNow();
    a.close();
    b.close();
  }

  private static HttpResponse<String> get(Server server, String path, String... headers)
      throws IOException, InterruptedException {
    return send(to(server, path).headers(headers.length == 0 ? new String[] {"X", "y"} : headers));
  }

  private static HttpRequest.Builder to(Server server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> logIn(Server server, String form)
      throws IOException, InterruptedException {
    return send(to(server, "/").POST(BodyPublishers.ofString(form)));
  }

  private static String cookie(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow();
  }

  @Test
  void theLoginSetsATokenInZimbrasForm() throws IOException, InterruptedException {
    var answer = logIn(a, "username=bob%40example.org&password=demo");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(cookie(answer))
        .matches("ZM_AUTH_TOKEN=0_[0-9a-f]{40}_[0-9a-f]+; Path=/; HttpOnly; SameSite=Lax");
    var data = cookie(answer).replaceFirst(";.*", "").replaceFirst(".*_", "");
    assertThat(new String(HexFormat.of().parseHex(data), StandardCharsets.UTF_8))
        .matches("id=36:" + BOB.id() + ";exp=13:\\d{13};type=6:zimbra;u=1:a;tid=\\d:\\d+;");
  }

  @Test
  void whoeverIsLoggedInSeesTheInboxOnTheOwnServerAlone() throws IOException, InterruptedException {
    var token = cookie(logIn(a, "username=bob@example.org&password=demo")).replaceFirst(";.*", "");
    assertThat(get(b, "/", "Cookie", "seen=1; " + token, "X-Forwarded-For", "192.0.2.7").body())
        .contains("You are bob@example.org", "mailbox B", "Welcome to mailbox B", "192.0.2.7");
    assertThat(get(a, "/", "Cookie", token).statusCode()).isEqualTo(421);
    assertThat(get(b, "/", "Cookie", token.replace("_3", "_4").replace("=0_", "=0_0")).body())
        .contains("Who are you?");
  }

  @Test
  void aWrongPasswordIsSaidAndLogoutClearsTheCookie() throws IOException, InterruptedException {
    assertThat(logIn(a, "username=bob@example.org&password=no").statusCode()).isEqualTo(401);
    assertThat(cookie(get(a, "/?loginOp=logout"))).contains("ZM_AUTH_TOKEN=;", "Max-Age=0");
    assertThat(cookie(get(a, "/?loginOp=logout", "X-Forwarded-Proto", "https")))
        .contains("; Secure");
  }

  @Test
  void aHomeIsShownWhereItIs() throws IOException, InterruptedException {
    assertThat(get(b, "/home/bob@example.org/").body()).contains("mailbox B", "bob@example.org");
    assertThat(get(b, "/home/bob/").statusCode()).isEqualTo(200);
    assertThat(get(a, "/home/bob/").statusCode()).isEqualTo(404);
    assertThat(get(a, "/home/%3Cb%3E/").body()).contains("There is no &lt;b&gt; on mailbox A");
  }
}
