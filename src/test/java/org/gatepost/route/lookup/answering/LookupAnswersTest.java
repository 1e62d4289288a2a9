package org.gatepost.route.lookup.answering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered, for whom, and for how long. */
final class LookupAnswersTest {
  private final long[] nanos = new long[1];
  private final List<RouteQuestion> asked = new ArrayList<>();
  private final Queue<Runnable> searches = new ArrayDeque<>();
  private final LookupAnswers answers =
      new LookupAnswers(
          this::route,
          request -> {
            throw new RouteException(Reason.REFUSED, "no certificates here");
          },
          new RememberedReplies(3, () -> nanos[0]),
          new LookupAnswers.Terms(
              Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(2)),
          searches::add);

  @Test
  void routesAreRememberedForAWhile() throws Exception {
    assertThat(ask("Auth-User: Alice@example.org")).contains("Auth-Status: OK");
    assertThat(ask("Auth-User: aLICE@EXAMPLE.org")).contains("Auth-Status: OK");
    assertThat(asked).hasSize(1);

    pass(Duration.ofSeconds(10));
    assertThat(ask("Auth-User: alice@example.org")).contains("Auth-Status: OK");
    assertThat(asked).hasSize(2);
  }

  @Test
  void unknownNamesAreRememberedForLess() throws Exception {
    assertThat(ask("Auth-User: nobody@example.org"))
        .contains("Auth-Status: user not found:nobody@example.org", "Auth-Wait: 2");
    ask("Auth-User: nobody@example.org");
    assertThat(asked).hasSize(1);

    pass(Duration.ofSeconds(5));
    ask("Auth-User: nobody@example.org");
    assertThat(asked).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"own", "refused", "down", "broken"})
  void whatHoldsForOneIsNotRemembered(String name) throws Exception {
    ask("Auth-User: " + name + "@example.org");
    ask("Auth-User: " + name + "@example.org");

    assertThat(asked).hasSize(2);
  }

  @Test
  void laterAttemptsAreSearchedAnewAndRememberedAnew() throws Exception {
    ask("Auth-User: alice@example.org");
    ask("Auth-User: alice@example.org", "Auth-Login-Attempt: 0");
    ask("Auth-User: alice@example.org", "Auth-Login-Attempt: 1");
    ask("Auth-User: alice@example.org", "Auth-Login-Attempt: many");
    assertThat(asked).hasSize(1);

    pass(Duration.ofSeconds(9));
    ask("Auth-User: alice@example.org", "Auth-Login-Attempt: 2");
    assertThat(asked).hasSize(2);

    pass(Duration.ofSeconds(9));
    ask("Auth-User: alice@example.org");
    assertThat(asked).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alice@example.org | Auth-Protocol: imapssl         | 2
          alice@example.org | Auth-Method: zimbraId          | 2
          alice@example.org | Auth-Zimbra-Admin: True        | 2
          alice@example.org | Auth-Zimbra-Zx: True           | 2
          alice@example.org | X-Proxy-IP: 192.0.2.2          | 1
          alice@example.org | X-Proxy-Host: b.example.org    | 1
          alice@example.org | Client-IP: 198.51.100.9        | 1
          alice             | X-Proxy-IP: 192.0.2.2          | 2
          alice             | X-Proxy-Host: b.example.org    | 2
          alice             | X-Proxy-Host: A.example.org:443 | 1
          alice             | Client-IP: 198.51.100.9        | 1
          """)
  void otherQuestionsHaveOtherAnswers(String user, String other, int searched) throws Exception {
    ask("Auth-User: " + user);
    ask("Auth-User: " + user, other);

    assertThat(asked).hasSize(searched);
  }

  @Test
  void equalQuestionsAtOneTimeAreOneSearch() throws Exception {
    var first = begin("Auth-User: alice@example.org");
    var second = begin("Auth-User: ALICE@example.org");
    assertThat(searches).hasSize(1);

    finish();

    assertThat(text(first)).isEqualTo(text(second)).contains("Auth-Status: OK");
    assertThat(asked).hasSize(1);
  }

  @Test
  void everybodyAsksForThemselvesWhatDependsOnWhoAsks() throws Exception {
    var first = begin("Auth-User: own@example.org");
    var second = begin("Auth-User: own@example.org", "Client-IP: 198.51.100.9");

    finish();

    assertThat(text(first)).contains("Auth-Cache-Route: FALSE");
    assertThat(text(second)).contains("Auth-Cache-Route: FALSE");
    assertThat(asked).hasSize(2);
  }

  @Test
  void memoryIsBounded() throws Exception {
    for (int i = 0; i < 10; i++) {
      ask("Auth-User: a" + i + "@example.org");
    }
    ask("Auth-User: a0@example.org");
    assertThat(asked).hasSize(11);

    ask("Auth-User: " + "x".repeat(600) + "@example.org");
    ask("Auth-User: " + "x".repeat(600) + "@example.org");
    assertThat(asked).hasSize(13);
  }

  @Test
  void lookupThatBreaksOffIsAFailure() throws Exception {
    assertThat(ask("Auth-User: broken@example.org"))
        .contains("Auth-Status: the lookup broke off")
        .containsOnlyOnce("Auth-Status");
  }

  @Test
  void stoppingHandlerSaysSo() throws Exception {
    var stopping =
        new LookupAnswers(
            this::route,
            request -> route(request.question()),
            new RememberedReplies(3, () -> nanos[0]),
            new LookupAnswers.Terms(Duration.ZERO, Duration.ZERO, Duration.ZERO),
            task -> {
              throw new RejectedExecutionException();
            });

    assertThat(text(stopping.answer(request("Auth-User: alice@example.org"))))
        .contains("Auth-Status: this handler is stopping");
  }

  private Route route(RouteQuestion question) throws RouteException {
    asked.add(question);
    String name = question.loginName();
    return switch (name.substring(0, Math.max(0, name.indexOf('@')))) {
      case "nobody" -> throw new RouteException(Reason.NO_SUCH_ACCOUNT, "user not found:" + name);
      case "refused" -> throw new RouteException(Reason.REFUSED, "not from there");
      case "down" ->
          throw new RouteException(
              Reason.UNAVAILABLE, "unable to search LDAP", new IllegalStateException("down"));
      case "broken" -> throw new IllegalStateException("broken");
      case "own" -> new Route("a.example.com", 143, List.of(), name, Optional.empty(), Keeping.NOT);
      default -> new Route("a.example.com", 143, List.of(), name, Optional.empty(), Keeping.ROUTE);
    };
  }

  private String ask(String... fields) throws Exception {
    var reply = begin(fields);
    finish();
    return text(reply);
  }

  private CompletableFuture<Reply> begin(String... fields) throws Exception {
    LookupRequest request = request(fields);
    Reply known = answers.remembered(request);
    return known != null ? CompletableFuture.completedFuture(known) : answers.answer(request);
  }

  private void finish() {
    while (!searches.isEmpty()) {
      searches.remove().run();
    }
  }

  private void pass(Duration time) {
    nanos[0] += time.toNanos();
  }

  private static LookupRequest request(String... fields) throws RouteException {
    var headers =
        new DefaultHttpHeaders()
            .set("Auth-Method", "username")
            .set("Auth-Protocol", "imap")
            .set("X-Proxy-IP", "192.0.2.1")
            .set("X-Proxy-Host", "a.example.org")
            .set("Client-IP", "198.51.100.7");
    for (String field : fields) {
      int colon = field.indexOf(':');
      headers.set(field.substring(0, colon), field.substring(colon + 2));
    }
    return LookupRequest.of(headers);
  }

  private static String text(CompletableFuture<Reply> reply) {
    var buffer = reply.join().toBuffer(UnpooledByteBufAllocator.DEFAULT, true);
    try {
      return buffer.toString(ISO_8859_1);
    } finally {
      buffer.release();
    }
  }
}
