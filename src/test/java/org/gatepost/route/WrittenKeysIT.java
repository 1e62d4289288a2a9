package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.memcached.Election;
import org.gatepost.memcached.Memcached;
import org.gatepost.memcached.MemcachedSettings;
import org.gatepost.net.Transport;
import org.gatepost.telemetry.Meters;
import org.gatepost.testing.RealMemcached;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The list of an account's keys in a real memcached. */
@Timeout(60)
final class WrittenKeysIT {
  private static final String ALICE = "alice@example.org";

  private RealMemcached server;
  private Transport transport;
  private Memcached memcached;

  @BeforeEach
  void start() throws IOException {
    server = RealMemcached.start();
    transport = Transport.start(1);
    memcached =
        Memcached.connect(
            new MemcachedSettings(
                List.of(server.address()),
                false,
                Election.Kind.ZIMBRA,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5)),
            transport.loops(),
            transport::newClientChannel,
            new Meters());
  }

  @AfterEach
  void stop() {
    memcached.close();
    transport.close();
    server.close();
  }

  private String list() {
    return memcached.get(SharedKeys.keysOf(ALICE)).join().orElse("");
  }

  private void awaitLine(String line) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!list().endsWith(line + "\n")) {
      assertThat(System.nanoTime()).as("%s in time in %s", line, list()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private String expiry() throws IOException {
    return server.command("lru_crawler metadump hash").replaceAll("(?s).* exp=(\\S+) .*", "$1");
  }

  @Test
  void keyIsWrittenDownOnce() {
    var written = new WrittenKeys(memcached, Duration.ofHours(1));
    written.add("a", "Alice@Example.org");
    written.add("b", ALICE);
    awaitLine("b");
    written.add("a", ALICE);
    written.add("b", ALICE);
    written.add("c", ALICE);
    awaitLine("c");
    assertThat(list()).isEqualTo("a\nb\nc\n");
  }

  @Test
  void keysThatAreWrittenAtOnceAreAllThere() {
    var written = new WrittenKeys(memcached, Duration.ofHours(1));
    written.add("a", ALICE);
    written.add("b", ALICE);
    written.add("c", ALICE);
    awaitLine("c");
    assertThat(list()).isEqualTo("a\nb\nc\n");
  }

  @Test
  void listNeverGrowsTooLargeToBeReadAndHasTheNewest() {
    var written = new WrittenKeys(memcached, Duration.ofHours(1));
    for (int i = 0; i < 300; i++) {
      String key = "alias:user=j\u00fcrgen;ip=192.0.2." + i;
      written.add(key, ALICE);
      awaitLine(key);
    }
    assertThat(list().lines()).hasSizeGreaterThan(40).allMatch(line -> line.startsWith("alias:"));
  }

  @Test
  void listOutlivesItsKeys() throws IOException {
    new WrittenKeys(memcached, Duration.ofDays(7)).add("a", ALICE);
    awaitLine("a");
    long now = System.currentTimeMillis() / 1000;
    assertThat(Long.parseLong(expiry())).isGreaterThan(now + Duration.ofDays(7).toSeconds());
  }
}
