package org.gatepost.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import org.gatepost.telemetry.Meters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

final class ServerStateTest {
  private final Meters meters = new Meters();
  private final ServerState server =
      new ServerState(InetSocketAddress.createUnresolved("cache.test", 11211), 2, meters);
  private final Logger logger = (Logger) LoggerFactory.getLogger(Memcached.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void lossAndReturnAreLoggedOnceForAllLoops() {
    server.linkUp(false);
    server.linkUp(false);
    server.linkDown(true, "no answer within 3000 ms");
    server.linkDown(true, "no answer within 3000 ms");
    server.linkUp(true);
    server.linkUp(true);
    assertThat(lines.list)
        .map(ILoggingEvent::toString)
        .containsExactly(
            "[WARN] memcached cache.test:11211 does not answer (no answer within 3000 ms);"
                + " going on without it",
            "[INFO] memcached cache.test:11211 is back");
  }

  @Test
  void serverIsUpWhileAllLoopsThatTriedHaveIt() {
    assertThat(server.isUp()).isFalse();
    server.linkUp(false);
    assertThat(server.isUp()).isTrue();
    assertThat(meters.exposition())
        .contains("gatepost_memcached_up{server=\"cache.test:11211\"} 1");
    server.linkDown(false, "refused");
    assertThat(server.isUp()).isFalse();
    assertThat(meters.exposition())
        .contains("gatepost_memcached_up{server=\"cache.test:11211\"} 0");
    server.linkUp(true);
    assertThat(server.isUp()).isTrue();
  }

  @Test
  void oneLoopThatReachesItIsEnoughToHaveTried() {
    server.linkDown(false, "refused");
    assertThat(server.whenTried()).isNotDone();
    server.linkUp(false);
    assertThat(server.whenTried()).isCompletedWithValue(true);
  }

  @Test
  void allLoopsMustFailToHaveTriedInVain() {
    server.linkDown(false, "refused");
    server.linkClosed(false, false);
    assertThat(server.whenTried()).isCompletedWithValue(false);
  }

  @Test
  void closingIsNoLoss() {
    server.linkUp(false);
    server.linkClosed(true, false);
    assertThat(server.isUp()).isFalse();
    assertThat(lines.list).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1:11211",
    "cache.example.org, cache.example.org:11211",
    "::1, [::1]:11211",
    "2001:DB8:0:0:0:0:0:1, [2001:db8::1]:11211",
  })
  void namesAreWrittenAsInTheSettings(String host, String name) {
    var address = InetSocketAddress.createUnresolved(host, 11211);
    assertThat(new ServerState(address, 1, meters).name()).isEqualTo(name);
  }
}
