package org.gatepost.route.lookup.answering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatepost.route.Password;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplyTest {
  private static final Duration LIFE = Duration.ofSeconds(10);

  @Test
  void routeThatMustNotBeKeptSaysSo() {
    Reply reply = Reply.route(route("h.example", "a b", Keeping.NOT), LIFE).orElseThrow();

    assertThat(text(reply, true))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Auth-Status: OK
            Auth-Server: h.example
            Auth-Port: 143
            Auth-Cache-Alias: FALSE
            Auth-User: a%20b
            Auth-Cache-Route: FALSE
            Content-Length: 0
            Connection: keep-alive

            """
                .replace("\n", "\r\n"));
    assertThat(reply.life()).isZero();
    assertThat(reply.forAll()).isFalse();
  }

  @Test
  void tokenFollowsTheName() {
    Route route =
        new Route(
            "127.0.0.1",
            9999,
            List.of(),
            "a@b.c",
            Optional.of(Password.of("0_ab_cd")),
            Keeping.NOT);

    Reply reply = Reply.route(route, LIFE).orElseThrow();

    assertThat(text(reply, false)).contains("\r\nAuth-User: a@b.c\r\nAuth-Pass: 0_ab_cd\r\n");
    assertThat(reply).hasToString("a route");
  }

  @Test
  void bestAddressIsTold() {
    Route route =
        route("h.example", "a", Keeping.ROUTE)
            .at(
                List.of(
                    new InetSocketAddress(InetAddress.ofLiteral("2001:db8:0:0::1"), 143),
                    new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 143)));

    assertThat(text(Reply.route(route, LIFE).orElseThrow(), true))
        .contains("\r\nAuth-Server: 2001:db8::1\r\n", "\r\nAuth-Cache-Alias: FALSE\r\n")
        .doesNotContain("Auth-Cache-Route");
  }

  @Test
  void failureTellsHowLongToWait() {
    Reply reply =
        Reply.failure("user not found:a\r\nAuth-Status: OK", Duration.ofSeconds(7), true, LIFE);

    assertThat(text(reply, false))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Auth-Status: user not found:a%0D%0AAuth-Status: OK
            Auth-Wait: 7
            Content-Length: 0
            Connection: close

            """
                .replace("\n", "\r\n"));
    assertThat(reply.life()).isEqualTo(LIFE);
    assertThat(reply).hasToString("a failure");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u20AC", "\r\n", "\uD83D\uDE00", "%", " "})
  void headsFitIntoTheBufferOfOldProxies(String piece) {
    for (int count = 1; count < 1_200; count += count < 800 ? 97 : 1) {
      String name = piece.repeat(count);
      Reply failure = Reply.failure(name, Duration.ofDays(3650), true, LIFE);
      assertThat(text(failure, true)).hasSizeLessThan(1_024).endsWith("keep-alive\r\n\r\n");
      Reply.route(route("h.example", name, Keeping.NOT), LIFE)
          .ifPresent(reply -> assertThat(text(reply, true)).hasSizeLessThan(1_024));
    }
    assertThat(Reply.route(route("h.example", piece.repeat(1_200), Keeping.ROUTE), LIFE)).isEmpty();
    assertThat(Reply.route(route("h".repeat(1_000), "a", Keeping.ROUTE), LIFE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"''", "a b", "'a\r\nX: y'", "h\u00E9", "'\t'"})
  void serverThatIsNoNameIsNotTold(String host) {
    assertThat(Reply.route(route(host, "a", Keeping.ROUTE), LIFE)).isEmpty();
  }

  private static Route route(String host, String account, Keeping keeping) {
    return new Route(host, 143, List.of(), account, Optional.empty(), keeping);
  }

  private static String text(Reply reply, boolean keepAlive) {
    var buffer = reply.toBuffer(UnpooledByteBufAllocator.DEFAULT, keepAlive);
    try {
      return buffer.toString(ISO_8859_1);
    } finally {
      buffer.release();
    }
  }
}
