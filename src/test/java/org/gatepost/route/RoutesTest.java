package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.gatepost.route.RouteException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RoutesTest {
  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final Duration NEGATIVE_LIFE = Duration.ofSeconds(5);

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger lookups = new AtomicInteger();

  private Routes routes(RouteLookup lookup) {
    return new Routes(
        question -> {
          lookups.incrementAndGet();
          return lookup.lookUp(question);
        },
        100,
        LIFE,
        NEGATIVE_LIFE,
        clock::get);
  }

  private static Route route(boolean cacheable) {
    return new Route(
        "mb1.example.org",
        143,
        List.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 143)),
        "alice@example.org",
        Optional.empty(),
        cacheable ? Route.Keeping.ROUTE_AND_ALIAS : Route.Keeping.NOT);
  }

  private static RouteQuestion question(String login) {
    return question(login, "10.0.0.1");
  }

  private static RouteQuestion question(String login, String proxy) {
    return RouteQuestion.ofLogin(
        UpstreamProtocol.IMAP,
        login,
        InetAddress.ofLiteral("192.0.2.10"),
        InetAddress.ofLiteral(proxy));
  }

  @Test
  void routeIsLookedUpOnceInItsLife() {
    Routes routes = routes(question -> route(true));
    assertThat(routes.remembered(question("alice@example.org"))).isNull();
    for (int i = 0; i < 3; i++) {
      assertThat(routes.answer(question("alice@example.org")))
          .isEqualTo(new Answer.Found(route(true), Answer.Source.LOOKUP));
    }
    assertThat(lookups).hasValue(1);
    assertThat(routes.remembered(question("ALICE@example.org"))).isNotNull();
    clock.addAndGet(LIFE.toNanos());
    assertThat(routes.remembered(question("alice@example.org"))).isNull();
    assertThat(routes.answer(question("alice@example.org"))).isNotNull();
    assertThat(lookups).hasValue(2);
  }

  @Test
  void thatNobodyIsKnownIsRememberedForAShortWhile() {
    Routes routes =
        routes(question -> {
          throw new RouteException(Reason.NO_SUCH_ACCOUNT, "user not found: bob");
        });
    Answer none = new Answer.None(Reason.NO_SUCH_ACCOUNT, "user not found: bob");
    assertThat(routes.answer(question("bob"))).isEqualTo(none);
    assertThat(routes.answer(question("bob"))).isEqualTo(none);
    assertThat(lookups).hasValue(1);
    clock.addAndGet(NEGATIVE_LIFE.toNanos());
    assertThat(routes.answer(question("bob"))).isEqualTo(none);
    assertThat(lookups).hasValue(2);
  }

  @Test
  void passingTroubleIsNotRemembered() {
    for (Reason reason : List.of(Reason.UNAVAILABLE, Reason.REFUSED, Reason.MISCONFIGURED)) {
      Routes routes =
          routes(question -> {
            throw new RouteException(reason, "x");
          });
      lookups.set(0);
      assertThat(routes.answer(question("bob"))).isEqualTo(new Answer.None(reason, "x"));
      assertThat(routes.answer(question("bob"))).isEqualTo(new Answer.None(reason, "x"));
      assertThat(lookups).as("%s", reason).hasValue(2);
    }
  }

  @Test
  void routeForOneClientAloneIsNotRemembered() {
    Routes routes = routes(question -> route(false));
    assertThat(routes.answer(question("alice")))
        .isEqualTo(new Answer.Found(route(false), Answer.Source.LOOKUP));
    assertThat(routes.remembered(question("alice"))).isNull();
  }

  @Test
  void bareNameIsRememberedForTheAddressItWasTypedAt() {
    Routes routes = routes(question -> route(true));
    assertThat(routes.answer(question("alice", "10.0.0.1"))).isNotNull();
    assertThat(routes.remembered(question("alice", "10.0.0.1"))).isNotNull();
    assertThat(routes.remembered(question("alice", "10.0.0.2"))).isNull();
    assertThat(routes.answer(question("alice@example.org", "10.0.0.1"))).isNotNull();
    assertThat(routes.remembered(question("alice@example.org", "10.0.0.2"))).isNotNull();
  }

  @Test
  void forgottenRouteIsLookedUpAnew() {
    Routes routes = routes(question -> route(true));
    assertThat(routes.answer(question("alice"))).isNotNull();
    assertThat(routes.answer(question("bob"))).isNotNull();
    routes.forget(question("alice"));
    assertThat(routes.remembered(question("alice"))).isNull();
    assertThat(routes.remembered(question("bob"))).isNotNull();
    routes.forgetAll();
    assertThat(routes.remembered(question("bob"))).isNull();
  }

  @Test
  void lookupsOfOneNameAtOneTimeAreOneLookup() throws InterruptedException {
    assertThat(lookupsOfEightAtOnce(route(true))).isEqualTo(1);
  }

  @Test
  void answerThatDependsOnTheClientIsAskedForByEverybody() throws InterruptedException {
    assertThat(lookupsOfEightAtOnce(route(false))).isEqualTo(8);
  }

  private int lookupsOfEightAtOnce(Route found) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Routes routes =
        routes(question -> {
          asked.countDown();
          await(answered);
          return found;
        });
    Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    threads.add(Thread.ofPlatform().start(() -> answers.add(routes.answer(question("alice")))));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 1; i < 8; i++) {
      threads.add(Thread.ofPlatform().start(() -> answers.add(routes.answer(question("alice")))));
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    assertThat(lookups).hasValue(1);
    answered.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).hasSize(8).containsOnly(new Answer.Found(found, Answer.Source.LOOKUP));
    return lookups.get();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void routeWithoutAddressesGetsThoseOfItsHost() {
    Routes routes =
        routes(question ->
            new Route(
                "127.0.0.9", 7143, List.of(), "alice", Optional.empty(), Route.Keeping.ROUTE));
    assertThat(routes.answer(question("alice")))
        .isEqualTo(
            new Answer.Found(
                new Route(
                    "127.0.0.9",
                    7143,
                    List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 7143)),
                    "alice",
                    Optional.empty(),
                    Route.Keeping.ROUTE),
                Answer.Source.LOOKUP));
  }

  @Test
  void lookupThatBreaksLeavesTheNameFreeForTheNext() {
    AtomicInteger calls = new AtomicInteger();
    Routes routes =
        routes(question -> {
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("a fault");
          }
          return route(true);
        });
    assertThatIllegalStateException().isThrownBy(() -> routes.answer(question("alice")));
    assertThat(routes.answer(question("alice")))
        .isEqualTo(new Answer.Found(route(true), Answer.Source.LOOKUP));
  }
}
