package org.gatepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When words go out that several channels of a loop have written. */
final class FlushesTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void wordsGoOutAtTheEndOfTheTurn() {
    write("a");
    write("b");
    Flushes.soon(channel);
    assertThat(channel.outboundMessages()).isEmpty();

    channel.runPendingTasks();
    assertThat(channel.outboundMessages()).hasSize(2);
  }

  @Test
  void eachTurnHasItsEnd() {
    for (int turn = 1; turn <= 3; turn++) {
      write("a");
      Flushes.soon(channel);
      channel.runPendingTasks();
      assertThat(channel.outboundMessages()).hasSize(turn);
    }
  }

  @Test
  void muchGoesOutAtOnce() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    write("much");
    Flushes.soon(channel);
    assertThat(channel.outboundMessages()).hasSize(1);
  }

  private void write(String words) {
    Channels.write(channel, Unpooled.copiedBuffer(words, StandardCharsets.US_ASCII));
  }
}
