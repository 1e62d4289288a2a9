package org.gatepost.mail.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Random;
import org.gatepost.testing.LeaksNothing;
import org.gatepost.testing.Mutations;
import org.gatepost.testing.Pieces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class Pop3CommandDecoderTest implements LeaksNothing {
  private static final int MAX = 60;
  private static final long FUZZ_NANOS = 2_000_000_000L;

  private static final Pieces<Pop3Command> PIECES = new Pieces<>(() -> new Pop3CommandDecoder(MAX));

  private static List<String> texts(List<Pop3Command> commands) {
    return commands.stream().map(Pop3CommandDecoderTest::text).toList();
  }

  /** A command as a text that shows its password too. */
  private static String text(Pop3Command command) {
    return command instanceof Pop3Command.Pass(var password)
        ? "PASS " + password.octets().latin1()
        : command.toString();
  }

  private static List<String> read(String input) {
    return texts(PIECES.whole(input.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOOP\r\n",
        "USER alice\r\nPASS secret\r\nQUIT\r\n",
        "USER alice\nPASS  secret \n",
        "AUTH PLAIN\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\nAUTH a b c\r\n",
        "CAPA\r\nSTLS\r\n\r\n\n\r\r\n",
        "USER ${USER}\r\nPASS *)(uid=*\r\n",
        "USER al\0ice\r\nPASS \r\n",
        "XYZZY\r\nUSER\r\n USER x\r\n",
      })
  void commandsAreTheSameHoweverTheyArrive(String input) {
    byte[] octets = input.getBytes(UTF_8);
    List<String> whole = texts(PIECES.whole(octets));
    assertThat(whole).isNotEmpty();
    assertThat(texts(PIECES.octetByOctet(octets))).isEqualTo(whole);
    for (List<Pop3Command> cut : PIECES.cutEverywhere(octets)) {
      assertThat(texts(cut)).isEqualTo(whole);
    }
  }

  @Test
  void commandWithoutItsEndIsNone() {
    assertThat(read("NOOP")).isEmpty();
    assertThat(read("NOOP\r")).isEmpty();
  }

  @Test
  void keywordsAreReadInAnyCaseAndArgumentsAsTheyAre() {
    assertThat(read("uSeR  Alice \r\npAsS  a  b \r\n"))
        .containsExactly("User[name= Alice ]", "PASS  a  b ");
  }

  @Test
  void lineAtTheLimitIsReadAndOneOctetMoreIsNot() {
    String password = "p".repeat(MAX - "PASS \r\n".length());
    assertThat(read("PASS " + password.substring(1) + "\r\n"))
        .containsExactly("PASS " + password.substring(1));
    assertThat(read("PASS " + password + "\r\n")).containsExactly("PASS " + password);
    assertThat(read("PASS " + password + "p\r\nNOOP\r\n")).containsExactly("TooLong[]");
  }

  @Test
  void manyShortLinesMayTogetherBeLongerThanTheLimit() {
    assertThat(read("NOOP\r\n".repeat(100))).hasSize(100).containsOnly("Noop[]");
  }

  @Test
  void endlessLineCostsItsLimitAndNoMore() {
    Pop3CommandDecoder decoder = new Pop3CommandDecoder(16 * 1024);
    ByteBuf input = ByteBufAllocator.DEFAULT.buffer();
    try {
      int most = 0;
      int sent = 0;
      Pop3Command command = null;
      while (command == null && sent < 1 << 20) {
        input.writeZero(1000);
        sent += 1000;
        command = decoder.next(input);
        most = Math.max(most, input.capacity());
      }
      assertThat(command).isEqualTo(new Pop3Command.TooLong());
      assertThat(most).isLessThanOrEqualTo(32 * 1024);
      assertThat(input.isReadable()).isFalse();
    } finally {
      input.release();
    }
  }

  @Test
  void responseIsTakenAsItIs() {
    Pop3CommandDecoder decoder = new Pop3CommandDecoder(MAX);
    ByteBuf input = ByteBufAllocator.DEFAULT.buffer();
    try {
      input.writeCharSequence("USER x\r\nUSER x\r\n", ISO_8859_1);
      decoder.expectResponse();
      assertThat(decoder.next(input)).isEqualTo(new Pop3Command.Response("USER x"));
      assertThat(decoder.next(input)).isEqualTo(new Pop3Command.User("x"));
    } finally {
      input.release();
    }
  }

  @Test
  void passwordStaysTheOctetsThatWereSent() {
    assertThat(texts(PIECES.whole("PASS p\u00e9\u0000\r\n".getBytes(ISO_8859_1))))
        .containsExactly("PASS p\u00e9\u0000");
  }

  @Test
  void nonsenseNeverBreaksTheDecoderHoweverItArrives() {
    long seed = 20261122;
    Random random = new Random(seed);
    Mutations nonsense =
        new Mutations(
            random,
            List.of(
                "USER alice\r\n",
                "PASS secret\r\n",
                "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n",
                "AUTH PLAIN\r\n",
                "CAPA\r\n",
                "STLS\r\n",
                "NOOP\r\n",
                "QUIT\r\n"),
            List.of("\r\n", "\n", "\r", "\0", " ", "  ", "${USER}", "\u00ff", "x".repeat(70)));
    long end = System.nanoTime() + FUZZ_NANOS;
    int rounds = 0;
    while (rounds < 20_000 && System.nanoTime() < end) {
      byte[] input = nonsense.next();
      String where = "seed " + seed + ", round " + rounds + ": " + new String(input, ISO_8859_1);
      List<String> shredded = texts(PIECES.shredded(input, random));
      if (!shredded.contains("TooLong[]")) {
        assertThat(shredded).as(where).isEqualTo(texts(PIECES.whole(input)));
      }
      rounds++;
    }
    assertThat(rounds).isGreaterThan(100);
  }
}
