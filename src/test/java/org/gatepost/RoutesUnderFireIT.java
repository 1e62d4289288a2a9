package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.LdapServer;
import org.gatepost.testing.RealMemcached;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The parts around a proxy fail and come back under a load of logins: memcached servers are killed
 * and frozen, lookup handlers stop. No login of a healthy route may fail.
 */
@Timeout(120)
final class RoutesUnderFireIT {
  private static final int ACCOUNTS = 60;
  private static final int CLIENTS = 8;
  private static final int LOGINS_A_STEP = 120;

  private final AtomicInteger logins = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void noLoginFailsWhileHandlersAndMemcachedServersGoAndComeBack(
      @TempDir Path first, @TempDir Path second, @TempDir Path proxy) throws Exception {
    try (var mailbox =
            ScriptedUpstream.start(TestNames.MAILBOX_A, ScriptedUpstream.imapLoginOfAnybody());
        var ldap = LdapServer.start(system(proxy, mailbox).ldif());
        var one = RealMemcached.start();
        var two = RealMemcached.start();
        var three = RealMemcached.start()) {
      String directory = "url: [\"" + ldap.url() + "\"]";
      var handlerA = handler(first, mailbox, directory, 0);
      int portA = handlerA.door("handler").getPort();
      try (var handlerB = handler(second, mailbox, directory, 0);
          var server =
              system(proxy, mailbox)
                  .directory(directory)
                  .routes(
                      "lookup: handlers, handlers: [\"http://127.0.0.1:%d\", \"https://localhost:%d\"], memcached: [%s, %s, %s]"
                          .formatted(
                              portA,
                              handlerB.door("handler").getPort(),
                              one.name(),
                              two.name(),
                              three.name()))
                  .trusting(handlerB.certificate())
                  .attribute("gatepostLocalRouteTTL", "0s")
                  .attribute("zimbraReverseProxyCacheFetchTimeout", "300ms")
                  .attribute("zimbraReverseProxyCacheReconnectInterval", "1s")
                  .attribute("zimbraReverseProxyRouteLookupTimeoutCache", "1s")
                  .start()) {
        List<Thread> clients = load(server);

        step("all well");
        one.kill();
        step("one memcached dead");
        handlerA.close();
        step("and one handler gone");
        two.freeze();
        step("and one memcached frozen");
        one.restart();
        step("the dead one is back");
        handlerA = handler(first, mailbox, directory, portA);
        two.thaw();
        step("all are back");
        three.kill();
        two.kill();
        one.kill();
        step("no memcached at all");
        GatepostServer back = handlerA;
        until("every login is looked up", () -> answers(back) > 0);
        one.restart();
        two.restart();
        three.restart();
        step("all are back again");

        over.set(true);
        for (Thread client : clients) {
          client.join();
        }
        assertThat(failures).isEmpty();
        assertThat(server.log()).doesNotContain("login failed");
        assertThat(server.counted("gatepost_routes_total{source=\"memcached\"}")).isPositive();
        assertThat(server.counted("gatepost_routes_total{source=\"lookup\"}")).isPositive();
        assertThat(answers(handlerB)).isPositive();
      } finally {
        handlerA.close();
      }
    }
  }

  private static GatepostServer.Setup system(Path folder, ScriptedUpstream mailbox) {
    var setup = GatepostServer.in(folder).mailbox(TestNames.MAILBOX_A, mailbox);
    for (int i = 0; i < ACCOUNTS; i++) {
      setup.account("user" + i, TestNames.MAILBOX_A);
    }
    return setup;
  }

  private static GatepostServer handler(
      Path folder, ScriptedUpstream mailbox, String directory, int port) throws Exception {
    return system(folder, mailbox)
        .directory(directory)
        .roles("handler")
        .attribute("zimbraExtensionBindPort", Integer.toString(port))
        .start();
  }

  private List<Thread> load(GatepostServer server) {
    return IntStream.range(0, CLIENTS)
        .mapToObj(number -> Thread.ofVirtual().start(() -> logInOverAndOver(server, number)))
        .toList();
  }

  private void logInOverAndOver(GatepostServer server, int number) {
    int next = number;
    while (!over.get()) {
      try {
        logIn(server, "user" + next % ACCOUNTS);
        logins.incrementAndGet();
      } catch (IOException | AssertionError e) {
        failures.add(e);
        return;
      }
      next += CLIENTS + 1;
    }
  }

  private static void logIn(GatepostServer server, String name) throws IOException {
    try (Wire client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN " + name + "@example.org demo").expect("a OK Logged in.");
    }
  }

  private static double answers(GatepostServer handler) {
    return handler.counted("gatepost_handler_answers_total{result=\"ok\"}");
  }

  /** Lets the load run on for a number of logins. */
  private void step(String name) {
    int wanted = logins.get() + LOGINS_A_STEP;
    until(name, () -> logins.get() >= wanted);
  }

  /** Lets the load run on; a handler that came back is asked once its rest is over. */
  private void until(String name, BooleanSupplier enough) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!enough.getAsBoolean() && failures.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(name + ": not within 30 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(failures).as(name).isEmpty();
  }
}
