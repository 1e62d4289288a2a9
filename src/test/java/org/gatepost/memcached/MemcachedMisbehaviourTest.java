package org.gatepost.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gatepost.net.Transport;
import org.gatepost.telemetry.Meters;
import org.gatepost.testing.LeaksNothing;
import org.gatepost.testing.ScriptedMemcached;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What servers do that no real one does, and what becomes of it. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
final class MemcachedMisbehaviourTest implements LeaksNothing {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Transport transport = Transport.start(1);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
    transport.close();
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        argumentSet("a line of another protocol", "HTTP/1.1 400 Bad Request\r\n"),
        argumentSet("an unknown command", "ERROR\r\n"),
        argumentSet("a reply to something else", "STORED\r\n"),
        argumentSet("the value of another key", "VALUE other 0 1\r\nv\r\nEND\r\n"),
        argumentSet("a huge length", "VALUE k 0 4294967296\r\nv\r\nEND\r\n"),
        argumentSet("a negative length", "VALUE k 0 -1\r\nv\r\nEND\r\n"),
        argumentSet("more than announced", "VALUE k 0 1\r\nvvvvvv\r\nEND\r\n"),
        argumentSet("no END but something else", "VALUE k 0 1\r\nv\r\nSTORED\r\n"),
        argumentSet("two values", "VALUE k 0 1\r\nv\r\nVALUE k 0 1\r\nv\r\nEND\r\n"),
        argumentSet("an endless line", "x".repeat(5_000)),
        argumentSet("NUL", "\0\0\0\0\n"),
        argumentSet("two replies", "END\r\nEND\r\n"),
        argumentSet("an end in mid-value", "VALUE k 0 10\r\nabc" + ScriptedMemcached.THEN_CLOSES),
        argumentSet("an end in mid-line", "VALUE k" + ScriptedMemcached.THEN_CLOSES),
        argumentSet("an end", ScriptedMemcached.THEN_CLOSES));
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void nonsenseIsAMissAndANewConnectionIsMade(String answer) throws IOException {
    var server = server(_ -> answer);
    var memcached = connect(LONG, server.address());

    assertThat(memcached.get("k").join()).isEmpty();

    server.answers(_ -> "VALUE k 0 4\r\ngood\r\nEND\r\n");
    awaitGood(memcached);
    assertThat(server.connections()).isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalIsAMissAndTheConnectionStays(String answer) throws IOException {
    var server = server(_ -> answer);
    var memcached = connect(LONG, server.address());

    assertThat(memcached.get("k").join()).isEmpty();

    server.answers(_ -> "VALUE k 0 4\r\ngood\r\nEND\r\n");
    assertThat(memcached.get("k").join()).contains("good");
    assertThat(server.connections()).isEqualTo(1);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        argumentSet("an error of the server", "SERVER_ERROR out of memory\r\n"),
        argumentSet("an error of ours", "CLIENT_ERROR line too long\r\n"),
        argumentSet("a value too large", "VALUE k 0 5000\r\n" + "v".repeat(5_000) + "\r\nEND\r\n"),
        argumentSet("a value of Java", "VALUE k 1 1\r\nv\r\nEND\r\n"),
        argumentSet("a miss", "END\r\n"));
  }

  @Test
  void silenceIsAMissAfterTheTimeoutAndThenAtOnce() throws IOException {
    var server = server(_ -> "");
    var memcached = connect(SHORT, Duration.ofHours(1), server.address());

    assertThat(memcached.get("k").join()).isEmpty();
    assertThat(memcached.servers().getFirst().isUp()).isFalse();
    // No second connection for a second and nothing more is sent, so these are answered here.
    assertThat(memcached.get("k").join()).isEmpty();
    assertThat(server.heard()).hasSize(1);
  }

  @Test
  void missingEndIsSilence() throws IOException {
    var server = server(_ -> "VALUE k 0 1\r\nv\r\n");
    var memcached = connect(SHORT, server.address());

    assertThat(memcached.get("k").join()).isEmpty();
  }

  @Test
  void serverThatTakesConnectionsAndSaysNothingIsDown() throws IOException {
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var memcached =
          connect(SHORT, new InetSocketAddress(mute.getInetAddress(), mute.getLocalPort()));

      assertThat(memcached.get("k").join()).isEmpty();
      assertThat(memcached.servers().getFirst().whenTried().join()).isFalse();
      assertThat(memcached.servers().getFirst().isUp()).isFalse();
    }
  }

  @Test
  void firstQuestionOfAProcessWaitsForTheConnection() throws IOException {
    var server = server(_ -> "VALUE k 0 4\r\ngood\r\nEND\r\n");
    for (int i = 0; i < 20; i++) {
      assertThat(connect(LONG, server.address()).get("k").join()).contains("good");
    }
  }

  @Test
  void firstQuestionGoesToTheNextServerIfItsOwnIsAway() throws IOException {
    var server = server(_ -> "VALUE k 0 4\r\ngood\r\nEND\r\n");
    var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    assertThat(connect(LONG, server.address(), nobody).get("k").join()).contains("good");
    assertThat(connect(LONG, nobody, server.address()).get("k").join()).contains("good");
  }

  @Test
  void nameThatNobodyKnowsIsDown() {
    var memcached = connect(LONG, InetSocketAddress.createUnresolved("nowhere.invalid", 11211));

    assertThat(memcached.servers().getFirst().whenTried().join()).isFalse();
    assertThat(memcached.get("k").join()).isEmpty();
  }

  @Test
  void keysThatCouldBeCommandsNeverReachTheServer() throws IOException {
    var server = server(_ -> "END\r\n");
    var memcached = connect(LONG, server.address());

    assertThat(memcached.get("x\r\nflush_all\r\n").join()).isEmpty();
    assertThat(memcached.delete("").join()).isFalse();
    assertThat(memcached.add("a b", "v", Duration.ofSeconds(1)).join()).isFalse();
    var one = memcached.servers().getFirst();
    assertThat(one.get("a b").join()).isEmpty();
    assertThat(one.deleteByWireKey("x\r\nflush_all").join()).isFalse();
    assertThat(memcached.get("k").join()).isEmpty();
    assertThat(server.heard()).containsExactly("get k");
  }

  @Test
  void answersComeOnTheLoopOfWhoAsks() throws IOException {
    var server = server(_ -> "VALUE k 0 4\r\ngood\r\nEND\r\n");
    var memcached = connect(LONG, server.address());
    var loop = transport.loops().getFirst();
    var onLoop = new CompletableFuture<Boolean>();

    loop.execute(() -> {
      var _ =
          memcached
              .get("k")
              .thenAccept(value -> onLoop.complete(value.isPresent() && loop.inEventLoop()));
    });

    assertThat(onLoop.join()).isTrue();
  }

  @Test
  void nobodyWaitsForAClosedClient() throws IOException {
    var server = server(_ -> "");
    var memcached = connect(LONG, server.address());
    var answer = memcached.get("k");
    memcached.close();

    assertThat(answer.join()).isEmpty();
    assertThat(memcached.get("k").join()).isEmpty();
  }

  @Test
  void endedLoopAnswersTooThatThereIsNothing() throws IOException {
    var server = server(_ -> "VALUE k 0 4\r\ngood\r\nEND\r\n");
    var other = Transport.start(1);
    var memcached = connect(other, settings(LONG, LONG, server.address()));
    assertThat(memcached.get("k").join()).contains("good");
    other.close();

    assertThat(memcached.get("k").join()).isEmpty();
    assertThat(memcached.servers().getFirst().wireKeys(10).join())
        .isEqualTo(new Listing(List.of(), false));
  }

  @Test
  void serverThatCannotListItsKeysHasNone() throws IOException {
    var server = server(_ -> "ERROR\r\n");
    var one = connect(SHORT, server.address()).servers().getFirst();

    assertThat(one.wireKeys(10).join()).isEqualTo(new Listing(List.of(), false));
    server.answers(_ -> "BUSY currently processing crawler request\r\n");
    assertThat(one.wireKeys(10).join()).isEqualTo(new Listing(List.of(), false));
    server.answers(_ -> "");
    assertThat(one.wireKeys(10).join()).isEqualTo(new Listing(List.of(), false));
    server.answers(_ -> "key=a%20b exp=-1\nkey=c+d exp=-1\n" + ScriptedMemcached.THEN_CLOSES);
    assertThat(one.wireKeys(10).join()).isEqualTo(new Listing(List.of("a b", "c+d"), false));
    server.answers(_ -> "OK\r\nkey=a exp=-1\nkey=b exp=-1\r\nkey=c exp=-1\nEND\r\n");
    assertThat(one.wireKeys(2).join()).isEqualTo(new Listing(List.of("a", "b"), false));
    assertThat(one.wireKeys(3).join()).isEqualTo(new Listing(List.of("a", "b", "c"), true));
  }

  @Test
  void oldServerListsItsKeysByAge() throws IOException {
    var server =
        server(command ->
            command.endsWith("hash") ? "BADCLASS invalid class id\r\n" : "key=a exp=-1\nEND\r\n");
    var one = connect(SHORT, server.address()).servers().getFirst();
    assertThat(one.wireKeys(9).join()).isEqualTo(new Listing(List.of("a"), true));
  }

  @Test
  void busyServerIsAskedForItsKeysAgain() throws IOException {
    var asked = new AtomicInteger();
    var server =
        server(_ ->
            asked.incrementAndGet() < 4
                ? "BUSY currently processing crawler request\r\n"
                : "key=a exp=-1\nEND\r\n");
    var one = connect(SHORT, server.address()).servers().getFirst();
    assertThat(one.wireKeys(9).join()).isEqualTo(new Listing(List.of("a"), true));
  }

  private static void awaitGood(Memcached memcached) {
    Optional<String> value;
    do {
      value = memcached.get("k").join();
    } while (value.isEmpty());
    assertThat(value).contains("good");
  }

  private ScriptedMemcached server(ScriptedMemcached.Answers answers) throws IOException {
    var server = ScriptedMemcached.start(answers);
    open.add(server);
    return server;
  }

  private Memcached connect(Duration timeout, InetSocketAddress... servers) {
    return connect(timeout, Duration.ofMillis(20), servers);
  }

  private Memcached connect(Duration timeout, Duration reconnect, InetSocketAddress... servers) {
    return connect(transport, settings(timeout, reconnect, servers));
  }

  private Memcached connect(Transport on, MemcachedSettings settings) {
    var memcached = Memcached.connect(settings, on.loops(), on::newClientChannel, new Meters());
    open.add(memcached);
    return memcached;
  }

  private static MemcachedSettings settings(
      Duration timeout, Duration reconnect, InetSocketAddress... servers) {
    return new MemcachedSettings(
        Arrays.asList(servers), false, Election.Kind.ZIMBRA, timeout, reconnect);
  }
}
