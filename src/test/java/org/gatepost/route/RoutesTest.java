package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.telemetry.Meters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RoutesTest {
  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final Duration NEGATIVE_LIFE = Duration.ofSeconds(5);

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger lookups = new AtomicInteger();

  private Routes routes(RouteLookup lookup) {
    return routes(lookup, Runnable::run);
  }

  private Routes routes(RouteLookup lookup, Executor threads) {
    RouteLookup counting =
        new RouteLookup() {
          @Override
          public Route lookUp(RouteQuestion question) throws RouteException {
            lookups.incrementAndGet();
            return lookup.lookUp(question);
          }

          @Override
          public boolean answersAreForAll() {
            return lookup.answersAreForAll();
          }
        };
    return new Routes(
        counting,
        threads,
        Optional.empty(),
        new Routes.Terms(100, LIFE, NEGATIVE_LIFE),
        new Meters(),
        clock::get);
  }

  private static Answer looked(Route route) {
    return new Answer.Found(route, Answer.Source.LOOKUP);
  }

  private static Answer remembered(Route route) {
    return new Answer.Found(route, Answer.Source.LOCAL);
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
    assertThat(routes.find(question("alice@example.org")).join()).isEqualTo(looked(route(true)));
    assertThat(routes.find(question("alice@example.org")).join())
        .isEqualTo(remembered(route(true)));
    assertThat(routes.find(question("ALICE@example.org")).join())
        .isEqualTo(remembered(route(true)));
    assertThat(lookups).hasValue(1);
    clock.addAndGet(LIFE.toNanos());
    assertThat(routes.find(question("alice@example.org")).join()).isEqualTo(looked(route(true)));
    assertThat(lookups).hasValue(2);
  }

  @Test
  void thatNobodyIsKnownIsRememberedForAShortWhile() {
    Routes routes =
        routes(question -> {
          throw new RouteException(Reason.NO_SUCH_ACCOUNT, "user not found: bob");
        });
    Answer none = new Answer.None(Reason.NO_SUCH_ACCOUNT, "user not found: bob");
    assertThat(routes.find(question("bob")).join()).isEqualTo(none);
    assertThat(routes.find(question("bob")).join()).isEqualTo(none);
    assertThat(lookups).hasValue(1);
    clock.addAndGet(NEGATIVE_LIFE.toNanos());
    assertThat(routes.find(question("bob")).join()).isEqualTo(none);
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
      assertThat(routes.find(question("bob")).join()).isEqualTo(new Answer.None(reason, "x"));
      assertThat(routes.find(question("bob")).join()).isEqualTo(new Answer.None(reason, "x"));
      assertThat(lookups).as("%s", reason).hasValue(2);
    }
  }

  @Test
  void routeForOneClientAloneIsNotRemembered() {
    Routes routes = routes(question -> route(false));
    assertThat(routes.find(question("alice")).join()).isEqualTo(looked(route(false)));
    assertThat(routes.find(question("alice")).join()).isEqualTo(looked(route(false)));
  }

  @Test
  void bareNameIsRememberedForTheAddressItWasTypedAt() {
    Routes routes = routes(question -> route(true));
    assertThat(routes.find(question("alice", "10.0.0.1")).join()).isEqualTo(looked(route(true)));
    assertThat(routes.find(question("alice", "10.0.0.1")).join())
        .isEqualTo(remembered(route(true)));
    assertThat(routes.find(question("alice", "10.0.0.2")).join()).isEqualTo(looked(route(true)));
    String whole = "alice@example.org";
    assertThat(routes.find(question(whole, "10.0.0.1")).join()).isEqualTo(looked(route(true)));
    assertThat(routes.find(question(whole, "10.0.0.2")).join()).isEqualTo(remembered(route(true)));
  }

  @Test
  void bareNameIsRememberedForTheHostNameItWasTypedAt() {
    Routes routes = routes(question -> route(true));
    RouteQuestion atOne = question("alice").toVirtualHost(Optional.of("mail.example.org"));
    RouteQuestion same = question("alice").toVirtualHost(Optional.of("Mail.Example.ORG"));
    RouteQuestion other = question("alice").toVirtualHost(Optional.of("mail.example.net"));
    assertThat(routes.find(atOne).join()).isEqualTo(looked(route(true)));
    assertThat(routes.find(same).join()).isEqualTo(remembered(route(true)));
    assertThat(routes.find(other).join()).isEqualTo(looked(route(true)));
  }

  @Test
  void forgottenRouteIsLookedUpAnew() {
    Routes routes = routes(question -> route(true));
    assertThat(routes.find(question("alice")).join()).isEqualTo(looked(route(true)));
    assertThat(routes.find(question("bob")).join()).isEqualTo(looked(route(true)));
    routes.forget(question("alice"));
    assertThat(routes.find(question("bob")).join()).isEqualTo(remembered(route(true)));
    assertThat(routes.find(question("alice")).join()).isEqualTo(looked(route(true)));
    routes.forgetAll();
    assertThat(routes.find(question("bob")).join()).isEqualTo(looked(route(true)));
  }

  @Test
  void routeFoundAnewIsAskedForAsASecondAttempt() {
    AtomicInteger attempt = new AtomicInteger();
    Routes routes =
        routes(question -> {
          attempt.set(question.facts().attempt());
          return route(true);
        });
    assertThat(routes.find(question("alice")).join()).isEqualTo(looked(route(true)));
    assertThat(routes.findAnew(question("alice")).join()).isEqualTo(looked(route(true)));
    assertThat(attempt).hasValue(2);
    assertThat(routes.find(question("alice")).join()).isEqualTo(remembered(route(true)));
  }

  @Test
  void answersOfWhoVerifiesPasswordsAreNeverShared() {
    Routes routes =
        routes(
            new RouteLookup() {
              @Override
              public Route lookUp(RouteQuestion question) {
                return route(true);
              }

              @Override
              public boolean answersAreForAll() {
                return false;
              }
            });
    assertThat(routes.find(question("alice")).join()).isEqualTo(looked(route(true)));
    assertThat(routes.find(question("alice")).join()).isEqualTo(looked(route(true)));
  }

  @Test
  void lookupsOfOneNameAtOneTimeAreOneLookup() throws InterruptedException {
    assertThat(lookupsOfEightAtOnce(route(true))).isEqualTo(1);
  }

  @Test
  void answerThatDependsOnTheClientIsAskedForByEverybody() throws InterruptedException {
    assertThat(lookupsOfEightAtOnce(route(false))).isEqualTo(8);
  }

  @Test
  void answerFoundAnewThatDependsOnTheClientIsAskedForByEverybody() throws InterruptedException {
    assertThat(anewOfEightAtOnce(route(false))).isEqualTo(8);
  }

  @Test
  void namesFoundAnewAtOneTimeAreOneLookup() throws InterruptedException {
    assertThat(anewOfEightAtOnce(route(true))).isEqualTo(1);
  }

  private int anewOfEightAtOnce(Route found) throws InterruptedException {
    return lookupsOfEightAtOnce(found, Routes::findAnew);
  }

  @Test
  void whoFindsAnewIsNotAnsweredWithWhatWasAskedForBefore() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    Route moved = route(true).to("mb2.example.org", route(true).addresses());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Routes routes =
          routes(
              question -> {
                if (question.facts().attempt() > 1) {
                  return moved;
                }
                await(first);
                return route(true);
              },
              threads);
      CompletableFuture<Answer> before = routes.find(question("alice"));
      assertThat(routes.findAnew(question("alice")).join()).isEqualTo(looked(moved));
      first.countDown();
      assertThat(before.join()).isEqualTo(looked(route(true)));
      assertThat(routes.find(question("alice")).join()).isEqualTo(remembered(moved));
    }
  }

  @Test
  void nameWithTheKelvinSignIsNotTheNameWithTheLetter() {
    Routes routes =
        routes(question -> {
          if (question.loginName().indexOf('\u212A') >= 0) {
            throw new RouteException(Reason.NO_SUCH_ACCOUNT, "user not found");
          }
          return route(true);
        });
    assertThat(routes.find(question("mi\u212Ae@example.org")).join())
        .isInstanceOf(Answer.None.class);
    assertThat(routes.find(question("mike@example.org")).join()).isEqualTo(looked(route(true)));
  }

  @Test
  void accountThatCouldBecomeASecondCommandIsNoRoute() {
    Routes routes =
        routes(question ->
            new Route(
                "127.0.0.9",
                7110,
                List.of(),
                "alice\r\nQUIT",
                Optional.empty(),
                Route.Keeping.ROUTE));
    assertThat(routes.find(question("alice")).join())
        .isEqualTo(
            new Answer.None(Reason.MISCONFIGURED, "the account's name has control characters"));
  }

  @Test
  void veryLongNamesTakeNoMemory() {
    Routes routes = routes(question -> route(true));
    RouteQuestion question = question("a".repeat(600) + "@example.org");
    assertThat(routes.find(question).join()).isEqualTo(looked(route(true)));
    assertThat(routes.find(question).join()).isEqualTo(looked(route(true)));
  }

  @Test
  void namesOfOneServerInTwoLetterCasesAreOneDestination() {
    Route here = route(true);
    assertThat(here.leadsWhere(here.to("MB1.Example.org", here.addresses()))).isTrue();
    assertThat(here.leadsWhere(here.to("mb2.example.org", here.addresses()))).isFalse();
  }

  private int lookupsOfEightAtOnce(Route found) throws InterruptedException {
    return lookupsOfEightAtOnce(found, Routes::find);
  }

  private int lookupsOfEightAtOnce(
      Route found, BiFunction<Routes, RouteQuestion, CompletableFuture<Answer>> asking)
      throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Routes routes =
          routes(
              question -> {
                await(answered);
                return found;
              },
              threads);
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(asking.apply(routes, question("alice")));
      }
      answered.countDown();
      assertThat(answers)
          .extracting(CompletableFuture::join)
          .containsOnly(new Answer.Found(found, Answer.Source.LOOKUP));
    }
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
    assertThat(routes.find(question("alice")).join())
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
    assertThat(routes.find(question("alice")).join())
        .isEqualTo(
            new Answer.None(
                Reason.UNAVAILABLE, "the lookup failed: java.lang.IllegalStateException: a fault"));
    assertThat(routes.find(question("alice")).join())
        .isEqualTo(new Answer.Found(route(true), Answer.Source.LOOKUP));
  }
}
