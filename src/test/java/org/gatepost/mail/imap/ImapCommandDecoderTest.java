package org.gatepost.mail.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
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
final class ImapCommandDecoderTest implements LeaksNothing {
  private static final int MAX = 120;
  private static final long FUZZ_NANOS = 3_000_000_000L;

  private static final Pieces<ImapCommand> PIECES = new Pieces<>(() -> new ImapCommandDecoder(MAX));

  private static List<String> texts(List<ImapCommand> commands) {
    return commands.stream().map(ImapCommandDecoderTest::text).toList();
  }

  /** A command as a text that shows its password too. */
  private static String text(ImapCommand command) {
    return command instanceof ImapCommand.Login(var tag, var credentials)
        ? tag
            + " LOGIN "
            + credentials.authcid()
            + " "
            + new String(credentials.password().octets().toArray(), UTF_8)
        : command.toString();
  }

  private static List<String> read(String input) {
    return texts(PIECES.whole(input.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a1 NOOP\r\n",
        "a1 NOOP\r\na2 CAPABILITY\r\na3 LOGOUT\r\n",
        "a1 LOGIN alice secret\r\na2 NOOP\r\n",
        "a1 LOGIN \"al\\\"ice\" \"s ecret\"\r\n",
        "a1 LOGIN {5}\r\nalice {6}\r\nsecret\r\na2 NOOP\r\n",
        "a1 LOGIN {5+}\r\nalice {6+}\r\nsecret\r\na2 NOOP\r\n",
        "a1 LOGIN {0}\r\n {0+}\r\n\r\na2 NOOP\r\n",
        "a1 LOGIN {12+}\r\n{5}\r\n{6+}\r\n\n {4+}\r\n\r\n\r\n\r\na2 NOOP\r\n",
        "a1 ID (\"name\" {4+}\r\nx\r\ny \"version\" NIL)\r\n",
        "a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==\r\n",
        "a1 AUTHENTICATE PLAIN\r\n",
        "\r\n\r\n \n{1}\r\nx\r\n",
        "a1 LOGIN \"Ünïcode\" \"€\"\r\n",
        "a1 LOGIN {400000000}\r\na2 NOOP\r\n",
        "a1 LOGIN {}\r\na2 LOGIN {-1}\r\na3 NOOP\r\n",
        "a1 LOGIN \"${USER}\" \"*)(uid=*\"\r\n",
        "a1 NOOP\na2 LOGIN {5}\nalice {6}\nsecret\n",
      })
  void commandsAreTheSameHoweverTheyArrive(String input) {
    byte[] octets = input.getBytes(UTF_8);
    List<String> whole = texts(PIECES.whole(octets));
    assertThat(whole).isNotEmpty();
    assertThat(texts(PIECES.octetByOctet(octets))).isEqualTo(whole);
    for (List<ImapCommand> cut : PIECES.cutEverywhere(octets)) {
      assertThat(texts(cut)).isEqualTo(whole);
    }
  }

  @Test
  void commandWithoutItsEndIsNone() {
    assertThat(read("a1 NOOP")).isEmpty();
    assertThat(read("a1 NOOP\r")).isEmpty();
    assertThat(read("a1 LOGIN {5+}\r\nali\nc")).isEmpty();
    assertThat(read("a1 LOGIN {5+}\r\nalice {6+}\r\n\r\n\r\n\r\n")).isEmpty();
  }

  @Test
  void synchronizingLiteralsAreAnnouncedOnce() {
    assertThat(PIECES.octetByOctet("a1 LOGIN {5}\r\nalice {6}\r\nsecret\r\n".getBytes(UTF_8)))
        .hasSize(3)
        .startsWith(new ImapCommand.LiteralAnnounced(), new ImapCommand.LiteralAnnounced())
        .last()
        .isInstanceOf(ImapCommand.Login.class);
  }

  @Test
  void literalsMayHoldLineEndsAndAnnouncements() {
    assertThat(read("a1 LOGIN {9+}\r\nal\r\nice{3 {7+}\r\nx {9}\r\n\r\n"))
        .containsExactly("a1 LOGIN al\r\nice{3 x {9}\r\n");
  }

  @Test
  void lineAtTheLimitIsReadAndOneOctetMoreIsNot() {
    String password = "p".repeat(MAX - "a1 LOGIN alice \r\n".length());
    assertThat(read("a1 LOGIN alice " + password.substring(1) + "\r\n"))
        .containsExactly("a1 LOGIN alice " + password.substring(1));
    assertThat(read("a1 LOGIN alice " + password + "\r\n"))
        .containsExactly("a1 LOGIN alice " + password);
    assertThat(read("a1 LOGIN alice " + password + "p\r\na2 NOOP\r\n"))
        .containsExactly("TooLong[tag=a1]");
  }

  @Test
  void literalAtTheLimitIsReadAndOneOctetMoreIsNot() {
    int room = MAX - "a1 LOGIN alice {99+}\r\n\r\n".length();
    assertThat(read("a1 LOGIN alice {" + room + "+}\r\n" + "p".repeat(room) + "\r\n"))
        .containsExactly("a1 LOGIN alice " + "p".repeat(room));
    // It may come, but then there is no room for the line's end.
    assertThat(read("a1 LOGIN alice {" + (room + 1) + "+}\r\n" + "p".repeat(room + 1) + "\r\n"))
        .containsExactly("TooLong[tag=a1]");
    assertThat(read("a1 LOGIN alice {" + (room + 3) + "+}\r\n")).containsExactly("TooLong[tag=a1]");
    assertThat(read("a1 LOGIN alice {" + (room + 4) + "}\r\n"))
        .containsExactly("Malformed[tag=a1, reason=literal is too long]");
  }

  @Test
  void literalsShareOneLimit() {
    assertThat(read("a1 LOGIN {50+}\r\n" + "u".repeat(50) + " {50}\r\na2 NOOP\r\n"))
        .containsExactly("Malformed[tag=a1, reason=literal is too long]", "Noop[tag=a2]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{400000000}",
        "{2147483647}",
        "{2147483648}",
        "{-1}",
        "{}",
        "{9999999999}",
        "{999999999999999999}",
        "{9999999999999999999}",
        "{99999999999999999999}",
        "{18446744073709551616}",
        "{4294967301}",
        "{+}",
        "{5 }",
        "{ 5}",
        "{5-}",
        "{0x5}",
        "{٣}",
      })
  void literalsOfNonsenseAreBadUnderTheirTagAndTakeNothingMore(String literal) {
    for (String command : List.of("a1 LOGIN " + literal, "a1 LOGIN alice " + literal)) {
      List<ImapCommand> commands = PIECES.whole((command + "\r\na2 NOOP\r\n").getBytes(UTF_8));
      assertThat(commands).hasSize(2).endsWith(new ImapCommand.Noop("a2"));
      assertThat(commands.getFirst())
          .isInstanceOfSatisfying(
              ImapCommand.Malformed.class, bad -> assertThat(bad.tag()).isEqualTo("a1"));
    }
  }

  @Test
  void endlessLineCostsItsLimitAndNoMore() {
    ImapCommandDecoder decoder = new ImapCommandDecoder(16 * 1024);
    ByteBuf input = ByteBufAllocator.DEFAULT.buffer();
    try {
      int most = 0;
      int sent = 0;
      ImapCommand command = null;
      while (command == null && sent < 1 << 20) {
        input.writeZero(1000);
        sent += 1000;
        command = decoder.next(input);
        most = Math.max(most, input.capacity());
      }
      assertThat(command).isEqualTo(new ImapCommand.TooLong("*"));
      assertThat(most).isLessThanOrEqualTo(32 * 1024);
      assertThat(input.isReadable()).isFalse();
    } finally {
      input.release();
    }
  }

  @Test
  void hugeLiteralCostsNothing() {
    ImapCommandDecoder decoder = new ImapCommandDecoder(16 * 1024);
    ByteBuf input = ByteBufAllocator.DEFAULT.buffer(64);
    try {
      input.writeCharSequence("a1 LOGIN {400000000}\r\n", UTF_8);
      int capacity = input.capacity();
      assertThat(decoder.next(input))
          .isEqualTo(new ImapCommand.Malformed("a1", "literal is too long"));
      assertThat(decoder.next(input)).isNull();
      assertThat(input.capacity()).isEqualTo(capacity);
    } finally {
      input.release();
    }
  }

  @Test
  void responseIsTakenAsItIs() {
    ImapCommandDecoder decoder = new ImapCommandDecoder(MAX);
    ByteBuf input = ByteBufAllocator.DEFAULT.buffer();
    try {
      input.writeCharSequence("a1 NOOP {5}\r\n\r\nx\n", ISO_8859_1);
      decoder.expectResponse();
      assertThat(decoder.next(input)).isEqualTo(new ImapCommand.Response("a1 NOOP {5}"));
      decoder.expectResponse();
      assertThat(decoder.next(input)).isEqualTo(new ImapCommand.Response(""));
      decoder.expectResponse();
      assertThat(decoder.next(input)).isEqualTo(new ImapCommand.Response("x"));
      input.writeCharSequence("a2 NOOP\r\n", ISO_8859_1);
      assertThat(decoder.next(input)).isEqualTo(new ImapCommand.Noop("a2"));
    } finally {
      input.release();
    }
  }

  @Test
  void namesThatAreNotUtf8AreTakenAsLatin1() {
    assertThat(texts(PIECES.whole("a1 LOGIN \"J\u00fcrgen\" x\r\n".getBytes(ISO_8859_1))))
        .containsExactly("a1 LOGIN Jürgen x");
  }

  @Test
  void idHasThirtyPairsAtMost() {
    Pieces<ImapCommand> roomy = new Pieces<>(() -> new ImapCommandDecoder(4000));
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      pairs.add("\"k" + i + "\" \"v\"");
    }
    String most = "a1 ID (" + String.join(" ", pairs) + ")\r\n";
    assertThat(roomy.whole(most.getBytes(UTF_8)).getFirst()).isInstanceOf(ImapCommand.Id.class);
    String more = most.replace(")", " \"k\" \"v\")");
    assertThat(roomy.whole(more.getBytes(UTF_8)))
        .containsExactly(new ImapCommand.Malformed("a1", "invalid command"));
  }

  @Test
  void nonsenseNeverBreaksTheDecoderHoweverItArrives() {
    long seed = 20261122;
    Random random = new Random(seed);
    Mutations nonsense =
        new Mutations(
            random,
            List.of(
                "a1 NOOP\r\n",
                "a2 CAPABILITY\r\n",
                "a3 LOGIN alice secret\r\n",
                "a4 LOGIN \"al\\\"ice\" {6+}\r\nsecret\r\n",
                "a5 LOGIN {5}\r\nalice {6}\r\nsecret\r\n",
                "a6 ID (\"name\" \"Thunder\" \"version\" NIL)\r\n",
                "a7 ID ({4+}\r\nname {1+}\r\nx)\r\n",
                "a8 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==\r\n",
                "a9 LOGOUT\r\n"),
            List.of(
                "{0}\r\n",
                "{1+}\r\n",
                "{119}",
                "{120+}\r\n",
                "{400000000}\r\n",
                "{99999999999999999999+}\r\n",
                "\r\n",
                "\n",
                "\r",
                "\0",
                "\"",
                "\\",
                "(",
                ")",
                "NIL",
                "${USER}",
                "*)(uid=*",
                "\u00ff",
                "x".repeat(130)));
    long end = System.nanoTime() + FUZZ_NANOS;
    int rounds = 0;
    while (rounds < 20_000 && System.nanoTime() < end) {
      byte[] input = nonsense.next();
      String where = "seed " + seed + ", round " + rounds + ": " + new String(input, ISO_8859_1);
      List<String> shredded = texts(PIECES.shredded(input, random));
      // Behind a command that was too long there is no sense, so the cuts decide what is seen.
      if (shredded.stream().noneMatch(text -> text.startsWith("TooLong"))) {
        assertThat(shredded).as(where).isEqualTo(texts(PIECES.whole(input)));
      }
      for (String text : shredded) {
        assertThat(text.length()).as(where).isLessThan(2 * MAX + 100);
      }
      rounds++;
    }
    assertThat(rounds).isGreaterThan(100);
  }
}
