package org.gatepost.mail.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImapResponseBoundaryTest implements LeaksNothing {
  private static void pass(ImapResponseBoundary boundary, String octets) {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer();
    try {
      // Not at the buffer's start, as in the relay.
      buffer.writeCharSequence("{9}\r\n" + octets + "{9}\r\n", ISO_8859_1);
      boundary.pass(buffer, 5, octets.length());
    } finally {
      buffer.release();
    }
  }

  private static boolean endsAResponse(String... pieces) {
    ImapResponseBoundary boundary = new ImapResponseBoundary();
    for (String piece : pieces) {
      pass(boundary, piece);
    }
    return boundary.isBetweenResponses();
  }

  @Test
  void sessionBeginsBetweenResponses() {
    assertThat(new ImapResponseBoundary().isBetweenResponses()).isTrue();
    assertThat(new ImapResponseBoundary().opaque()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* OK hello\r\n",
        "* 1 EXISTS\r\n* 2 EXISTS\r\n",
        "* OK hello\n",
        "* 1 FETCH (BODY[] {5}\r\nhello)\r\n",
        "* 1 FETCH (BODY[] {5}\r\n\r\n\r\n\n)\r\n",
        "* 1 FETCH (BODY[1] {3}\r\nabc BODY[2] {4+}\r\n\r\n\r\n)\r\na1 OK\r\n",
        "* 1 FETCH (BINARY[] ~{4}\r\n\0\0\r\n)\r\n",
        "* 1 FETCH (BODY[] {0}\r\n)\r\n",
        "* OK {5\r\n",
        "* OK {}\r\n",
        "* OK {-1}\r\n",
        "* OK {5}x\r\n",
        "* OK 5}\r\n",
        "\r\n",
      })
  void responseEndsWhereItsLastLineDoesHoweverItArrives(String responses) {
    assertThat(endsAResponse(responses)).isTrue();
    assertThat(endsAResponse(responses.split("(?s)(?<=.)", -1))).isTrue();
    List<Boolean> octetByOctet = new ArrayList<>();
    ImapResponseBoundary one = new ImapResponseBoundary();
    for (int i = 0; i < responses.length(); i++) {
      pass(one, responses.substring(i, i + 1));
      octetByOctet.add(one.isBetweenResponses());
    }
    assertThat(octetByOctet).endsWith(true);
    for (int cut = 1; cut < responses.length(); cut++) {
      ImapResponseBoundary two = new ImapResponseBoundary();
      pass(two, responses.substring(0, cut));
      assertThat(two.isBetweenResponses())
          .as("cut at %d", cut)
          .isEqualTo(octetByOctet.get(cut - 1));
      pass(two, responses.substring(cut));
      assertThat(two.isBetweenResponses()).as("cut at %d", cut).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "* OK hello",
        "* OK hello\r",
        "* OK\r\n* B",
        "* 1 FETCH (BODY[] {5}\r\n",
        "* 1 FETCH (BODY[] {5}\r\nhello",
        "* 1 FETCH (BODY[] {5}\r\nhel\r\n",
        "* 1 FETCH (BODY[] {5}\r\nhello BODY[2] {1}\r\n",
        "* 1 FETCH (BODY[] {0}\r\n",
        "* 1 FETCH (BODY[] {999999999999999999}\r\n\r\n\r\n",
      })
  void withinAResponseThereIsNoEnd(String responses) {
    assertThat(endsAResponse(responses)).isFalse();
    for (int cut = 1; cut < responses.length(); cut++) {
      assertThat(endsAResponse(responses.substring(0, cut), responses.substring(cut)))
          .as("cut at %d", cut)
          .isFalse();
    }
  }

  @Test
  void restOfALiteralNeedNotBeSeen() {
    ImapResponseBoundary boundary = new ImapResponseBoundary();
    pass(boundary, "* 1 FETCH (BODY[] {1000000}\r\nhello");
    assertThat(boundary.opaque()).isEqualTo(999_995);
    boundary.passUnseen(999_990);
    assertThat(boundary.opaque()).isEqualTo(5);
    assertThat(boundary.isBetweenResponses()).isFalse();
    pass(boundary, "\r\n\r\n\n)");
    assertThat(boundary.opaque()).isZero();
    assertThat(boundary.isBetweenResponses()).isFalse();
    pass(boundary, "\r\n");
    assertThat(boundary.isBetweenResponses()).isTrue();
  }

  @Test
  void longLineBeforeASplitAnnouncementIsNotRemembered() {
    String line = "* 1 FETCH (FLAGS (" + "x".repeat(5000) + ") BODY[] {12345678}\r\n";
    for (int cut = line.length() - 30; cut < line.length(); cut++) {
      ImapResponseBoundary boundary = new ImapResponseBoundary();
      pass(boundary, line.substring(0, cut));
      pass(boundary, line.substring(cut));
      assertThat(boundary.opaque()).as("cut at %d", cut).isEqualTo(12_345_678);
    }
  }

  @Test
  void lineThatBeginsLikeTheEndOfTheLastIsNoAnnouncement() {
    ImapResponseBoundary boundary = new ImapResponseBoundary();
    pass(boundary, "* OK {5");
    pass(boundary, "x\r\n");
    pass(boundary, "}\r\n");
    assertThat(boundary.opaque()).isZero();
    assertThat(boundary.isBetweenResponses()).isTrue();
  }
}
