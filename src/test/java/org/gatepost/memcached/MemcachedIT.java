package org.gatepost.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.gatepost.net.Transport;
import org.gatepost.telemetry.Meters;
import org.gatepost.testing.LeaksNothing;
import org.gatepost.testing.RealMemcached;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The client and three real memcached servers that die, freeze and come back. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class MemcachedIT implements LeaksNothing {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofMillis(300);

  private final Transport transport = Transport.start(2);
  private final Meters meters = new Meters();
  private final List<RealMemcached> servers = new ArrayList<>();
  private final List<Memcached> clients = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      servers.add(RealMemcached.start());
    }
  }

  @AfterEach
  void stop() {
    clients.forEach(Memcached::close);
    transport.close();
    servers.forEach(RealMemcached::close);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "keys.csv", numLinesToSkip = 1)
  void valuesLandOnTheElectedServer(
      String logicalKey, String wireKey, String hash, int ofTwo, int ofThree) throws IOException {
    var memcached = connect();

    assertThat(memcached.add(logicalKey, "127.0.0.1:7143", HOUR).join()).isTrue();
    assertThat(memcached.add(logicalKey, "127.0.0.2:7143", HOUR).join()).isFalse();

    for (int i = 0; i < 3; i++) {
      assertThat(servers.get(i).command("get " + wireKey))
          .isEqualTo(i == ofThree ? "VALUE " + wireKey + " 0 14\n127.0.0.1:7143\nEND\n" : "END\n");
    }
    assertThat(memcached.get(logicalKey).join()).contains("127.0.0.1:7143");
    assertThat(memcached.delete(logicalKey).join()).isTrue();
    assertThat(memcached.delete(logicalKey).join()).isFalse();
    assertThat(memcached.get(logicalKey).join()).isEmpty();
  }

  @Test
  void everyCommandDoesWhatItSays() {
    var memcached = connect();

    assertThat(memcached.set("k", "1", HOUR).join()).isTrue();
    assertThat(memcached.set("k", "2", HOUR).join()).isTrue();
    assertThat(memcached.append("k", "3").join()).isTrue();
    assertThat(memcached.get("k").join()).contains("23");
    assertThat(memcached.increment("k").join()).hasValue(24);
    assertThat(memcached.touch("k", HOUR).join()).isTrue();
    assertThat(memcached.set("text", "\u00e4 \r\nEND\r\n\0", Duration.ZERO).join()).isTrue();
    assertThat(memcached.get("text").join()).contains("\u00e4 \r\nEND\r\n\0");
    assertThat(memcached.increment("text").join()).isEmpty();
    assertThat(memcached.set("long", "v", Duration.ofDays(90)).join()).isTrue();
    assertThat(memcached.get("long").join()).contains("v");

    assertThat(memcached.append("absent", "3").join()).isFalse();
    assertThat(memcached.increment("absent").join()).isEmpty();
    assertThat(memcached.touch("absent", HOUR).join()).isFalse();
  }

  @Test
  void largeValuesAreRefusedOrMissedAndNothingElseSuffers() {
    var memcached = connect();

    assertThat(memcached.set("large", "v".repeat(5_000), HOUR).join()).isTrue();
    assertThat(memcached.set("too large", "v".repeat(1024 * 1024), HOUR).join()).isFalse();
    assertThat(memcached.set("larger still", "v".repeat(1024 * 1024 + 1), HOUR).join()).isFalse();
    assertThat(memcached.get("large").join()).isEmpty();
    for (String key : keys(100)) {
      assertThat(memcached.set(key, key, HOUR).join()).isTrue();
    }
    assertThat(memcached.servers()).allMatch(MemcachedServer::isUp);
  }

  @Test
  void manyQuestionsAtOnceGetTheirOwnAnswers() {
    var memcached = connect();
    var keys = keys(5_000);
    all(keys.stream().map(key -> memcached.set(key, "of " + key, HOUR)).toList());

    var answers = keys.stream().map(memcached::get).toList();

    for (int i = 0; i < keys.size(); i++) {
      assertThat(answers.get(i).join()).contains("of " + keys.get(i));
    }
  }

  @Test
  void killedServersKeysGoToTheNextAndComeBackWithIt() throws IOException {
    var memcached = connect();
    var itsKeys = keysOf(0);
    var othersKeys = List.of(keysOf(1), keysOf(2)).stream().flatMap(List::stream).toList();
    all(othersKeys.stream().map(key -> memcached.set(key, "v", HOUR)).toList());
    var load = new Load(memcached, othersKeys);

    servers.get(0).kill();
    await(() -> !memcached.servers().get(0).isUp());
    load.goesOn();
    await(() -> memcached.set(itsKeys.getFirst(), "next", HOUR).join());
    assertThat(servers.get(1).command("get " + wireKey(itsKeys.getFirst()))).contains("next");
    await(() -> memcached.get(itsKeys.getFirst()).join().equals(Optional.of("next")));

    servers.get(0).restart();
    await(() -> memcached.servers().get(0).isUp());
    load.goesOn();
    assertThat(memcached.get(itsKeys.getFirst()).join()).isEmpty();
    assertThat(memcached.set(itsKeys.getFirst(), "own", HOUR).join()).isTrue();
    assertThat(servers.get(0).command("get " + wireKey(itsKeys.getFirst()))).contains("own");
    assertThat(load.end()).as("misses of others").isZero();
    assertThat(meters.exposition())
        .contains("gatepost_memcached_up{server=\"" + servers.get(0).name() + "\"} 1");
  }

  @Test
  void frozenServerCostsItsOwnKeysOneTimeoutAndOthersNothing() throws IOException {
    var memcached = connect(true, Election.Kind.ZIMBRA, Duration.ofSeconds(1));
    var its = keysOf(0).getFirst();
    var others = keysOf(1).getFirst();
    assertThat(memcached.set(its, "own", HOUR).join()).isTrue();
    assertThat(memcached.set(others, "v", HOUR).join()).isTrue();
    var loop = transport.loops().getFirst();

    servers.get(0).freeze();
    var late = onLoop(loop, () -> memcached.get(its));
    assertThat(onLoop(loop, () -> memcached.get(others)).join()).contains("v");
    assertThat(late).isNotDone();
    assertThat(late.join()).isEmpty();
    // From here on this loop knows: its own answer is there before it has left the loop.
    var direct = memcached.servers().get(0);
    assertThat(
            onLoop(loop, () -> CompletableFuture.completedFuture(direct.get(its).isDone())).join())
        .isTrue();
    assertThat(onLoop(loop, () -> memcached.set(its, "next", HOUR)).join()).isTrue();
    assertThat(servers.get(1).command("get " + wireKey(its))).contains("next");
    assertThat(direct.isUp()).isFalse();

    servers.get(0).thaw();
    await(direct::isUp);
    assertThat(onLoop(loop, () -> memcached.get(its)).join()).contains("own");
  }

  @Test
  void flushedServersHaveNothing() throws IOException {
    var memcached = connect();
    var keys = keys(100);
    all(keys.stream().map(key -> memcached.set(key, "v", HOUR)).toList());
    for (var server : servers) {
      assertThat(server.command("flush_all")).isEqualTo("OK\n");
    }

    for (var key : keys) {
      assertThat(memcached.get(key).join()).isEmpty();
    }
  }

  @Test
  void clearKeysAreWhatOthersReadAndWrite() throws IOException {
    var memcached = connect(false, Election.Kind.ZIMBRA, TIMEOUT);
    var ours = "route:proto=imap;user=\u00e4nne@example.org";
    assertThat(memcached.set(ours, "127.0.0.1:7143", HOUR).join()).isTrue();
    assertThat(memcached.get(ours).join()).contains("127.0.0.1:7143");

    var theirs = "whitelist:ip=192.0.2.10"; // of three: server 0
    servers.get(0).put(theirs, 0, "1");
    assertThat(memcached.get(theirs).join()).contains("1");
    servers.get(0).put(theirs, 1, "1");
    assertThat(memcached.get(theirs).join()).isEmpty();
    assertThat(memcached.set("x\r\nflush_all", "v", HOUR).join()).isFalse();
    assertThat(memcached.get(ours).join()).contains("127.0.0.1:7143");
  }

  @Test
  void ketamaFindsWhatItHasPutThoughAServerIsAddedElsewhere() throws IOException {
    var three = connect(true, Election.Kind.KETAMA, TIMEOUT);
    var keys = keys(200);
    all(keys.stream().map(key -> three.set(key, "v", HOUR)).toList());
    servers.add(RealMemcached.start());
    var four = connect(true, Election.Kind.KETAMA, TIMEOUT);

    assertThat(keys).allMatch(key -> three.get(key).join().isPresent());
    long found = keys.stream().filter(key -> four.get(key).join().isPresent()).count();
    assertThat(found).isBetween(100L, 199L);
  }

  @Test
  void serverNamesTheKeysThatItHolds() {
    var memcached = connect();
    var keys = keysOf(2);
    all(keys.stream().map(key -> memcached.set(key, "of " + key, HOUR)).toList());
    var server = memcached.servers().get(2);

    assertThat(memcached.servers().get(1).wireKeys(1_000).join().keys()).isEmpty();
    var wireKeys = server.wireKeys(1_000).join().keys();
    assertThat(wireKeys)
        .containsExactlyInAnyOrderElementsOf(keys.stream().map(MemcachedIT::wireKey).toList());
    assertThat(server.wireKeys(3).join().keys()).hasSize(3);
    assertThat(server.getByWireKey(wireKey(keys.getFirst())).join())
        .contains("of " + keys.getFirst());
    assertThat(server.deleteByWireKey(wireKey(keys.getFirst())).join()).isTrue();
    assertThat(server.get(keys.getFirst()).join()).isEmpty();
    assertThat(server.delete(keys.get(1)).join()).isTrue();
    assertThat(memcached.get(keys.get(1)).join()).isEmpty();
    assertThat(server.name()).isEqualTo(servers.get(2).name());
  }

  @Test
  void clearKeysAreNamedAsTheyAre() {
    var memcached = connect(false, Election.Kind.ZIMBRA, TIMEOUT);
    var key = "alias:user=a%20b+c;ip=192.0.2.10";
    assertThat(memcached.set(key, "v", HOUR).join()).isTrue();

    var all = memcached.servers().stream().flatMap(one -> one.wireKeys(10).join().keys().stream());
    assertThat(all).containsExactly(key);
  }

  @Test
  void serverWithoutCrawlerNamesNoKeys() throws IOException {
    servers.clear();
    servers.add(RealMemcached.start("-o", "no_lru_crawler"));
    var memcached = connect();
    assertThat(memcached.set("k", "v", HOUR).join()).isTrue();

    assertThat(memcached.servers().getFirst().wireKeys(10).join().keys()).isEmpty();
  }

  /** Somebody who asks for keys of good servers all the time. */
  private static final class Load {
    private final Memcached memcached;
    private final List<String> keys;
    private final Thread thread;
    private volatile boolean ends;
    private volatile int rounds;
    private int misses;

    Load(Memcached memcached, List<String> keys) {
      this.memcached = memcached;
      this.keys = keys;
      thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
      for (int round = 1; !ends; round++) {
        for (Optional<String> value : all(keys.stream().map(memcached::get).toList())) {
          misses += value.isPresent() ? 0 : 1;
        }
        rounds = round;
      }
    }

    void goesOn() {
      int now = rounds;
      await(() -> rounds > now + 2);
    }

    int end() {
      ends = true;
      await(() -> !thread.isAlive());
      return misses;
    }
  }

  private Memcached connect() {
    return connect(true, Election.Kind.ZIMBRA, TIMEOUT);
  }

  private Memcached connect(boolean hashedKeys, Election.Kind election, Duration timeout) {
    var settings =
        new MemcachedSettings(
            servers.stream().map(RealMemcached::address).toList(),
            hashedKeys,
            election,
            timeout,
            Duration.ofMillis(100));
    var memcached =
        Memcached.connect(settings, transport.loops(), transport::newClientChannel, meters);
    clients.add(memcached);
    await(() -> memcached.servers().stream().allMatch(MemcachedServer::isUp));
    return memcached;
  }

  /** Asks on an event loop, as a login does. */
  private static <T> CompletableFuture<T> onLoop(
      io.netty.channel.EventLoop loop, java.util.function.Supplier<CompletableFuture<T>> asking) {
    var result = new CompletableFuture<T>();
    loop.execute(() -> {
      var _ = asking.get().thenAccept(result::complete);
    });
    return result;
  }

  private static <T> List<T> all(List<CompletableFuture<T>> answers) {
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static List<String> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "route:proto=imap;user=user" + i + "@example.org")
        .toList();
  }

  /** Ten keys of one server of three. */
  private static List<String> keysOf(int server) {
    var election = new ZimbraElection(3);
    return keys(200).stream()
        .filter(key -> election.elect(key.getBytes(UTF_8), any -> true) == server)
        .limit(10)
        .toList();
  }

  private static String wireKey(String logicalKey) {
    var key = new WireKeys(true).of(logicalKey.getBytes(UTF_8));
    return new String(java.util.Objects.requireNonNull(key), UTF_8);
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
