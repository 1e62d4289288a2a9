package org.gatepost.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplyDecoderTest implements LeaksNothing {
  private static final String VALUE_AND_LINES =
      """
      VALUE k 0 14
      127.0.0.1:7143
      END
      END
      STORED
      VALUE e 3 0

      END
      17
      SERVER_ERROR out of memory
      VALUE c 0 5

      END
      END

      """
          .replace("\n", "\r\n");

  private static final List<Reply> ALL =
      List.of(
          new Reply.Value("k", "0", "127.0.0.1:7143"),
          new Reply.Line("END"),
          new Reply.Line("STORED"),
          new Reply.Value("e", "3", ""),
          new Reply.Line("17"),
          new Reply.Line("SERVER_ERROR out of memory"),
          new Reply.Value("c", "0", "\r\nEND"),
          new Reply.Line(""));

  @Test
  void repliesAreFoundWhereverTheyAreCut() {
    byte[] octets = VALUE_AND_LINES.getBytes(UTF_8);
    assertThat(read(octets, octets.length)).isEqualTo(ALL);
    for (int at = 1; at < octets.length; at++) {
      assertThat(read(octets, at)).as("cut at %d", at).isEqualTo(ALL);
    }
  }

  @Test
  void repliesAreFoundOctetByOctet() {
    List<byte[]> octets = new ArrayList<>();
    for (byte octet : VALUE_AND_LINES.getBytes(UTF_8)) {
      octets.add(new byte[] {octet});
    }
    assertThat(read(octets)).isEqualTo(ALL);
  }

  @Test
  void valuesAreUtf8() {
    assertThat(read("VALUE k 0 2\r\n\u00e4\r\nEND\r\n"))
        .containsExactly(new Reply.Value("k", "0", "\u00e4"));
  }

  @Test
  void valueOf4KiBIsReadAndALargerOnePassedOver() {
    String most = "v".repeat(4_096);
    assertThat(read("VALUE k 0 4096\r\n" + most + "\r\nEND\r\nEND\r\n"))
        .containsExactly(new Reply.Value("k", "0", most), new Reply.Line("END"));
    assertThat(read("VALUE k 0 4097\r\n" + most + "v\r\nEND\r\nEND\r\n"))
        .containsExactly(new Reply.LargeValue("k"), new Reply.Line("END"));
  }

  @Test
  void valueOf1MiBIsPassedOverAndALargerOneIsNonsense() {
    String most = "v".repeat(1024 * 1024);
    assertThat(read("VALUE k 0 1048576\r\n" + most + "\r\nEND\r\n"))
        .containsExactly(new Reply.LargeValue("k"));
    assertThat(read("VALUE k 0 1048577\r\n")).hasExactlyElementsOfTypes(Reply.Nonsense.class);
  }

  @Test
  void lineOf2KiBIsTheLongest() {
    String most = "x".repeat(2048);
    assertThat(read(most + "\r\n")).containsExactly(new Reply.Line(most));
    assertThat(read(most + "x\r\n")).hasExactlyElementsOfTypes(Reply.Nonsense.class);
    assertThat(read(most + "xx")).hasExactlyElementsOfTypes(Reply.Nonsense.class);
    assertThat(read(most + "\r")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VALUE  \r\n",
        "VALUE k\r\n",
        "VALUE k 0\r\n",
        "VALUE k 0 \r\n",
        "VALUE k 0 -1\r\n",
        "VALUE k 0 +1\r\n",
        "VALUE k 0 1x\r\n",
        "VALUE k 0 99999999999999999999\r\n",
        "VALUE k -1 1\r\n",
        "VALUE k x 1\r\n",
        "VALUE k 0 1 2\r\n",
        "VALUE  k 0 1\r\n",
        "VALUE k 0 1\r\nvv\r\n",
        "VALUE k 0 1\r\nv\r\nEN\r\n",
        "VALUE k 0 1\r\nv\r\nVALUE k 0 1\r\nv\r\nEND\r\n",
        "VALUE k 0 1\r\nv\r\n\n",
        "END\n",
        "\n",
        "ENDX\n",
      })
  void whatIsNotTheProtocolEndsIt(String nonsense) {
    assertThat(read(nonsense + "STORED\r\n")).hasExactlyElementsOfTypes(Reply.Nonsense.class);
  }

  private static List<Reply> read(String text) {
    byte[] octets = text.getBytes(UTF_8);
    return read(octets, octets.length);
  }

  private static List<Reply> read(byte[] octets, int cut) {
    return read(
        List.of(
            java.util.Arrays.copyOfRange(octets, 0, cut),
            java.util.Arrays.copyOfRange(octets, cut, octets.length)));
  }

  private static List<Reply> read(List<byte[]> pieces) {
    EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
    for (byte[] piece : pieces) {
      ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer();
      channel.writeInbound(buffer.writeBytes(piece));
    }
    List<Reply> replies = new ArrayList<>();
    for (Reply reply = channel.readInbound(); reply != null; reply = channel.readInbound()) {
      replies.add(reply);
    }
    channel.finishAndReleaseAll();
    return replies;
  }
}
