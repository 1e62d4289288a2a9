package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatepost.testing.ScriptedLookupHandler.answer;
import static org.gatepost.testing.ScriptedLookupHandler.answers;
import static org.gatepost.testing.ScriptedLookupHandler.routesTo;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.testing.LeaksNothing;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.ScriptedLookupHandler.Script;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Asking lookup handlers, in turn and around those that fail. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
final class HandlerLookupTest implements LeaksNothing {
  private static final String A = TestNames.MAILBOX_A;
  private static final RouteQuestion QUESTION = Questions.login("alice");

  private final AskingFixture fixture = new AskingFixture();

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void routeIsWhatTheHandlerSays() throws Exception {
    var handler =
        fixture.handler(
            answers(
                "Auth-Status: OK",
                "Auth-Server: 192.0.2.5",
                "Auth-Port: 7993",
                "Auth-Cache-Alias: TRUE",
                "Auth-User: alice@example.org"));
    var route = fixture.open(handler).lookUp(QUESTION);
    assertThat(route.host()).isEqualTo("192.0.2.5");
    assertThat(route.port()).isEqualTo(7993);
    assertThat(route.addresses()).hasSize(1);
    assertThat(route.account()).isEqualTo("alice@example.org");
    assertThat(route.keeping()).isEqualTo(Keeping.ROUTE_AND_ALIAS);
    assertThat(handler.lookups().getFirst())
        .startsWith("GET /service/extension/nginx-lookup HTTP/1.0", "Host: " + A)
        .endsWith("Connection: keep-alive");
  }

  @Test
  void answerMayComeInAnySegments() throws Exception {
    var answer = answer("Auth-Server: 192.0.2.5", "Auth-Port: 143", "Auth-User: bob@example.org");
    var handler = fixture.handler(dribbling(answer));
    assertThat(fixture.open(handler).lookUp(QUESTION).account()).isEqualTo("bob@example.org");
  }

  private static Script dribbling(String answer) {
    return connection -> {
      connection.request();
      connection.wire().dribble(answer);
    };
  }

  @Test
  void handlersAreAskedInTurn() throws Exception {
    var one = fixture.handler(routesTo("192.0.2.1", 1));
    var two = fixture.handler(routesTo("192.0.2.2", 2));
    var three = fixture.handler(routesTo("192.0.2.3", 3));
    var lookup = fixture.open(one, two, three);
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < 5; i++) {
      ports.add(lookup.lookUp(QUESTION).port());
    }
    assertThat(ports).containsExactly(1, 2, 3, 1, 2);
  }

  @Test
  void connectionIsUsedAgain() throws Exception {
    var handler = fixture.handler(routesTo("192.0.2.1", 1));
    var lookup = fixture.open(handler);
    for (int i = 0; i < 10; i++) {
      assertThat(lookup.lookUp(QUESTION).port()).isEqualTo(1);
    }
    assertThat(handler.connections()).isEqualTo(1);
  }

  @Test
  void manyMayAskAtOnce() throws Exception {
    var handler =
        fixture.handler(connection -> {
          while (true) {
            var login = connection.request().get(3);
            connection.wire().send(answer("Auth-Server: 192.0.2.1", "Auth-Port: 1", login));
          }
        });
    var lookup = fixture.open(handler);
    var accounts = new ConcurrentSkipListSet<String>();
    var askers = new ArrayList<Thread>();
    for (int i = 0; i < 300; i++) {
      var login = "user" + i;
      askers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  var account = lookup.lookUp(Questions.login(login)).account();
                  accounts.add(account.equals(login) ? login : login + " became " + account);
                } catch (RouteException e) {
                  accounts.add(login + ": " + e.getMessage());
                }
              }));
    }
    for (var asker : askers) {
      asker.join();
    }
    assertThat(accounts).hasSize(300).allMatch(account -> account.matches("user[0-9]+"));
  }

  @Test
  void handlerThatClosesIsConnectedToAgain() throws Exception {
    var handler =
        fixture.handler(connection -> {
          connection.request();
          connection
              .wire()
              .send(
                  "HTTP/1.1 200 OK\r\nAuth-Server: 192.0.2.1\r\nAuth-Port: 1\r\n"
                      + "Connection: close\r\n\r\nno end but the connection's");
        });
    var lookup = fixture.open(handler);
    assertThat(lookup.lookUp(QUESTION).port()).isEqualTo(1);
    assertThat(lookup.lookUp(QUESTION).port()).isEqualTo(1);
    assertThat(handler.connections()).isEqualTo(2);
    assertThat(lookup.handlers()).allMatch(HandlerState::up);
  }

  @Test
  void connectionThatDiedWhileIdleIsNotHeldAgainstTheHandler() throws Exception {
    var handler =
        fixture.handler(connection -> {
          connection.request();
          connection.wire().send(answer("Auth-Server: 192.0.2.1", "Auth-Port: 1"));
          // The next question comes on the same connection, and finds nobody.
          connection.request();
          connection.reset();
        });
    var lookup = fixture.open(handler);
    for (int i = 0; i < 3; i++) {
      assertThat(lookup.lookUp(QUESTION).port()).isEqualTo(1);
    }
    assertThat(handler.connections()).isEqualTo(3);
    assertThat(lookup.handlers().getFirst().failure()).isEmpty();
  }

  @Test
  void failedHandlerRestsUntilAProbeFindsItWell() throws Exception {
    var broken = fixture.handler(answers("Auth-Port: 1"));
    var sound = fixture.handler(routesTo("192.0.2.2", 2));
    fixture.quarantine = Duration.ofMillis(50);
    var lookup = fixture.open(broken, sound);
    var probed = new CountDownLatch(1);
    broken.plays(connection -> {
      connection.request();
      connection.wire().send("HTTP/1.1 503 Try later\r\n\r\n");
      probed.countDown();
    });
    assertThat(lookup.lookUp(QUESTION).port()).isEqualTo(2);
    assertThat(lookup.handlers().getFirst().up()).isFalse();
    assertThat(lookup.handlers().getFirst().until()).isPresent();
    probed.await();
    broken.plays(routesTo("192.0.2.1", 1));
    fixture.await(() -> lookup.handlers().getFirst().up());
    assertThat(broken.probes()).isPositive();
    assertThat(lookup.handlers().getFirst().failure())
        .hasValueSatisfying(why -> assertThat(why).contains("503"));
    assertThat(List.of(lookup.lookUp(QUESTION).port(), lookup.lookUp(QUESTION).port()))
        .containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void restingHandlerIsLeftAlone() throws Exception {
    var broken = fixture.handler(connection -> connection.reset());
    var sound = fixture.handler(routesTo("192.0.2.2", 2));
    var lookup = fixture.open(broken, sound);
    for (int i = 0; i < 6; i++) {
      assertThat(lookup.lookUp(QUESTION).port()).isEqualTo(2);
    }
    assertThat(broken.connections()).isEqualTo(1);
    assertThat(fixture.meters.exposition())
        .contains("gatepost_handler_up{handler=\"" + broken.url() + "\"} 0.0")
        .contains("gatepost_handler_up{handler=\"" + sound.url() + "\"} 1.0")
        .contains(
            "gatepost_handler_lookups_total{handler=\"" + sound.url() + "\",result=\"found\"} 6.0")
        .contains(
            "gatepost_handler_lookups_total{handler=\""
                + broken.url()
                + "\",result=\"failed\"} 1.0");
  }

  @Test
  void ifAllRestAllAreTried() throws Exception {
    var one = fixture.handler(connection -> connection.reset());
    var lookup = fixture.open(one);
    var failure = refusal(lookup, QUESTION);
    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageStartingWith("no valid lookup handlers (" + one.url() + ": ");
    one.plays(routesTo("192.0.2.1", 1));
    assertThat(lookup.lookUp(QUESTION).port()).isEqualTo(1);
    assertThat(lookup.handlers().getFirst().up()).isTrue();
  }

  @Test
  void refusalOfAHandlerIsAnAnswer() throws Exception {
    var handler = fixture.handler(answers("Auth-Status: user not found:alice", "Auth-Wait: 7"));
    var other = fixture.handler(routesTo("192.0.2.2", 2));
    var lookup = fixture.open(handler, other);
    var refusal = refusal(lookup, QUESTION);
    assertThat(refusal.reason()).isEqualTo(Reason.NO_SUCH_ACCOUNT);
    assertThat(refusal).hasMessage("user not found:alice");
    assertThat(refusal.terms().delay()).contains(Duration.ofSeconds(7));
    assertThat(other.connections()).isZero();
    assertThat(lookup.handlers()).allMatch(HandlerState::up);
  }

  @Test
  void allHandlersTogetherHaveOneTime() throws Exception {
    Script silent = ScriptedLookupHandler.Connection::waitForTheEnd;
    fixture.total = Duration.ofMillis(300);
    var lookup = fixture.open(fixture.handler(silent), fixture.handler(silent));
    var failure = refusal(lookup, QUESTION);
    assertThat(failure).hasMessageContaining("no answer in time");
    // The second had no time left to fail in.
    assertThat(lookup.handlers().stream().filter(HandlerState::up)).hasSize(1);
  }

  @Test
  void everyAddressOfANameIsTried() throws Exception {
    var handler = fixture.handler(TestNames.TWO_ADDRESSES, routesTo("192.0.2.1", 1));
    assertThat(fixture.open(handler).lookUp(QUESTION).port()).isEqualTo(1);
  }

  @Test
  void lookupThatIsInterruptedBlamesNobody() throws Exception {
    var asked = new CountDownLatch(1);
    var handler =
        fixture.handler(connection -> {
          connection.request();
          asked.countDown();
          connection.waitForTheEnd();
        });
    var lookup = fixture.open(handler);
    var failures = new ArrayList<RouteException>();
    var asking = Thread.ofVirtual().start(() -> failures.add(refusal(lookup, QUESTION)));
    asked.await();
    asking.interrupt();
    asking.join();
    assertThat(failures.getFirst()).hasMessage("the lookup was broken off");
    assertThat(lookup.handlers()).allMatch(HandlerState::up);
  }

  @Test
  void oneHandlerIsAskedForItsWords() throws Exception {
    var handler = fixture.handler(answers("Auth-Status: OK", "X-Other: ü", "Auth-Port: 9"));
    var lookup = fixture.open(handler);
    var answer = lookup.ask(handler.url(), QUESTION);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .startsWith(
            new HandlerAnswer.Header("Auth-Status", "OK"),
            new HandlerAnswer.Header("X-Other", "ü"));
    assertThat(answer.failure()).contains("invalid route is returned: it has no Auth-Server");
    assertThat(answer.took()).isPositive();
    assertThat(lookup.handlers()).allMatch(HandlerState::up);
    assertThat(lookup.ask(URI.create("http://nobody.invalid/"), QUESTION).failure())
        .contains("the name nobody.invalid has no address");
  }

  private static RouteException refusal(HandlerLookup lookup, RouteQuestion question) {
    return catchThrowableOfType(RouteException.class, () -> lookup.lookUp(question));
  }
}
