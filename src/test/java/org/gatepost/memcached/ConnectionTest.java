package org.gatepost.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatepost.telemetry.Meters;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionTest implements LeaksNothing {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Meters meters = new Meters();
  private final Keeper keeper = new Keeper();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection =
      new Connection(channel, new Tally(meters, "here:1"), TIMEOUT, keeper);

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel.pipeline().addLast(new ReplyDecoder(), connection);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void commandsStandAsTheSpecHasThem() {
    greets();
    asks("k", new Operation.Get());
    asks("k", new Operation.Store("add", "127.0.0.1:7143", 3600));
    asks("k", new Operation.Store("set", "\u00e4", 0));
    asks("k", new Operation.Store("append", "more", 0));
    asks("k", new Operation.Touch(60));
    asks("k", new Operation.Increment());
    asks("k", new Operation.Delete());
    assertThat(sent())
        .isEqualTo(
            """
            get k
            add k 0 3600 14
            127.0.0.1:7143
            set k 0 0 2
            \u00e4
            append k 0 0 4
            more
            touch k 60
            incr k 1
            delete k
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void repliesBelongToOperationsInTheirOrder() {
    greets();
    var first = send("a", new Operation.Get());
    var second = send("b", new Operation.Get());
    var third = send("c", new Operation.Increment());
    says("VALUE a 0 1\r\n1\r\nEND\r\nEND\r\n5\r\n");
    assertThat(first).isCompletedWithValue(Optional.of("1"));
    assertThat(second).isCompletedWithValue(Optional.empty());
    assertThat(third).isCompletedWithValue(OptionalLong.of(5));
  }

  @Test
  void questionsOfOneTurnOfTheLoopGoOutAtOnce() {
    greets();
    var before = send("before", new Operation.Get());
    sent();
    List<String> events = new ArrayList<>();
    channel
        .pipeline()
        .addFirst(
            // Nothing goes further: an embedded channel takes a write for the end of a turn.
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ByteBuf octets = (ByteBuf) message;
                events.add(octets.toString(UTF_8));
                octets.release();
              }

              @Override
              public void flush(ChannelHandlerContext ctx) {
                events.add("flush");
              }
            });
    var _ =
        before.thenRun(() -> {
          asks("a", new Operation.Get());
          asks("b", new Operation.Get());
        });
    says("END\r\n");
    assertThat(events).containsExactly("get a\r\n", "get b\r\n", "flush");
  }

  @Test
  void serverCountsOnceItHasNamedItsVersion() {
    assertThat(keeper.events).isEmpty();
    assertThat(sent()).isEqualTo("version\r\n");
    says("VERSION 1.6.18\r\n");
    assertThat(keeper.events).containsExactly("answers");
  }

  @Test
  void serverThatGreetsOtherwiseIsNoMemcached() {
    says("220 mail.example.org ESMTP\r\n");
    assertThat(keeper.events)
        .containsExactly("lost: it says no version but \"220 mail.example.org ESMTP\"");
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "STORED, true, stored",
    "NOT_STORED, false, refused",
    "SERVER_ERROR out of memory storing object, false, refused",
  })
  void addTellsWhetherItWasStored(String reply, boolean stored, String counted) {
    greets();
    var answer = send("k", new Operation.Store("add", "v", 1));
    says(reply + "\r\n");
    assertThat(answer).isCompletedWithValue(stored);
    assertThat(counted(counted)).isEqualTo(1);
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"DELETED, true, hit", "NOT_FOUND, false, miss", "SERVER_ERROR x, false, refused"})
  void deleteTellsWhetherThereWasOne(String reply, boolean deleted, String counted) {
    greets();
    var answer = send("k", new Operation.Delete());
    says(reply + "\r\n");
    assertThat(answer).isCompletedWithValue(deleted);
    assertThat(counted(counted)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"TOUCHED, true, stored", "NOT_FOUND, false, miss"})
  void touchTellsWhetherThereIsOne(String reply, boolean touched, String counted) {
    greets();
    var answer = send("k", new Operation.Touch(1));
    says(reply + "\r\n");
    assertThat(answer).isCompletedWithValue(touched);
    assertThat(counted(counted)).isEqualTo(1);
  }

  @Test
  void largestCountersAreAsLargeAsWeCount() {
    greets();
    var answer = send("k", new Operation.Increment());
    says("18446744073709551615\r\n");
    assertThat(answer).isCompletedWithValue(OptionalLong.of(Long.MAX_VALUE));
  }

  @Test
  void valueThatIsNoNumberCannotBeCountedAndTheConnectionStays() {
    greets();
    var answer = send("k", new Operation.Increment());
    says("CLIENT_ERROR cannot increment or decrement non-numeric value\r\n");
    assertThat(answer).isCompletedWithValue(OptionalLong.empty());
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void valueOfOtherFlagsIsNoString() {
    greets();
    var answer = send("k", new Operation.Get());
    says("VALUE k 8 1\r\nv\r\nEND\r\n");
    assertThat(answer).isCompletedWithValue(Optional.empty());
    assertThat(counted("miss")).isEqualTo(1);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void refusedFirstLineOfAStorageCommandLeavesTheConnectionInDoubt() {
    greets();
    var answer = send("k", new Operation.Store("set", "v", 1));
    says("CLIENT_ERROR bad command line format\r\n");
    assertThat(answer).isCompletedWithValue(false);
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR",
    "STORED",
    "17",
    "what?",
    "VALUE other 0 1|v|END",
    "VALUE k 0 1|vv|END",
    "VALUE k 0 1|v|STORED",
    "VALUE k 0 -1",
    "VALUE k 0 9999999",
    "VALUE k",
  })
  void nonsenseIsAMissAndEndsTheConnection(String nonsense) {
    greets();
    var asked = send("k", new Operation.Get());
    var alsoWaiting = send("l", new Operation.Get());
    says(nonsense.replace("|", "\r\n") + "\r\n");
    assertThat(asked).isCompletedWithValue(Optional.empty());
    assertThat(alsoWaiting).isCompletedWithValue(Optional.empty());
    assertThat(channel.isOpen()).isFalse();
    assertThat(keeper.events).hasSize(2);
    assertThat(counted("unavailable")).isEqualTo(2);
  }

  @Test
  void replyThatNobodyHasAskedForEndsTheConnection() {
    greets();
    says("STORED\r\n");
    assertThat(keeper.events).containsExactly("answers", "lost: it says unasked \"STORED\"");
  }

  @Test
  void wordsOfTheServerAreMadeFitForTheLog() {
    greets();
    asks("k", new Operation.Get());
    says("x\u001b[31m\"\r\n");
    assertThat(keeper.events).last().isEqualTo("lost: it answers with \"x\\x1B[31m\\x22\"");
  }

  @Test
  void keeperHearsOfALossBeforeThoseWhoWait() {
    greets();
    var answer = send("k", new Operation.Get());
    var _ = answer.thenRun(() -> keeper.events.add("missed"));
    channel.close().syncUninterruptibly();
    assertThat(keeper.events)
        .containsExactly("answers", "lost: it has closed the connection", "missed");
  }

  @Test
  void oldestOperationHasUntilTheTimeout() {
    greets();
    var answer = send("k", new Operation.Get());
    passes(TIMEOUT.minusMillis(1));
    assertThat(answer).isNotDone();
    passes(Duration.ofMillis(1));
    assertThat(answer).isCompletedWithValue(Optional.empty());
    assertThat(keeper.events).containsExactly("answers", "lost: no answer within 3000 ms");
  }

  @Test
  void laterOperationHasTheWholeTimeoutForItself() {
    greets();
    asks("k", new Operation.Get());
    passes(Duration.ofSeconds(2));
    var later = send("l", new Operation.Get());
    says("END\r\n");
    passes(Duration.ofMillis(2_999));
    assertThat(later).isNotDone();
    passes(Duration.ofMillis(1));
    assertThat(later).isCompletedWithValue(Optional.empty());
  }

  @Test
  void idleConnectionStays() {
    greets();
    asks("k", new Operation.Get());
    says("END\r\n");
    passes(Duration.ofDays(1));
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void operationsBeyondTheLimitAreNotSent() {
    greets();
    for (int i = 0; i < Connection.MAX_PENDING; i++) {
      asks("k", new Operation.Get());
    }
    var beyond = send("k", new Operation.Get());
    assertThat(beyond).isCompletedWithValue(Optional.empty());
    assertThat(counted("unavailable")).isEqualTo(1);
    assertThat(sent().lines()).hasSize(Connection.MAX_PENDING);
  }

  private void greets() {
    sent();
    says("VERSION 1.6.18\r\n");
  }

  private <T> CompletableFuture<T> send(String key, Operation<T> operation) {
    operation.about(key.getBytes(UTF_8));
    connection.send(operation);
    return operation.answer();
  }

  private void asks(String key, Operation<?> operation) {
    var _ = send(key, operation);
  }

  private void says(String words) {
    ByteBuf octets = ByteBufAllocator.DEFAULT.buffer();
    octets.writeCharSequence(words, UTF_8);
    channel.writeInbound(octets);
  }

  private String sent() {
    channel.runPendingTasks();
    StringBuilder text = new StringBuilder();
    for (ByteBuf octets = channel.readOutbound(); octets != null; octets = channel.readOutbound()) {
      text.append(octets.toString(UTF_8));
      octets.release();
    }
    return text.toString();
  }

  private void passes(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  private long counted(String result) {
    return meters
        .counter(org.gatepost.telemetry.Meter.MEMCACHED_OPERATIONS, "here:1", result)
        .sum();
  }

  private static final class Keeper implements Connection.Keeper {
    private final List<String> events = new ArrayList<>();

    @Override
    public void answers() {
      events.add("answers");
    }

    @Override
    public void lost(String reason) {
      events.add("lost: " + reason);
    }
  }
}
