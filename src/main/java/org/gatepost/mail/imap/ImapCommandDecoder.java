package org.gatepost.mail.imap;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import org.gatepost.mail.session.CommandDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of an IMAP command: a line, and while that ends with the announcement of a literal,
 * the literal's octets and one more line (RFC 9051 §4.3, RFC 7888). What stands inside is read by
 * {@link ImapCommandParser}, once, when all of it is here.
 */
final class ImapCommandDecoder implements CommandDecoder<ImapCommand> {
  private final int maxCommandOctets;

  /** How much of the input is known to hold no end of the command, from its reader index. */
  private int scanned;

  /** The octets that a literal still lacks and that must not be taken for a line. */
  private int literalOctets;

  private boolean responseExpected;

  ImapCommandDecoder(int maxCommandOctets) {
    this.maxCommandOctets = maxCommandOctets;
  }

  @Override
  public void expectResponse() {
    responseExpected = true;
  }

  @Override
  public @Nullable ImapCommand next(ByteBuf input) {
    while (true) {
      int skipped = Math.min(literalOctets, input.readableBytes() - scanned);
      scanned += skipped;
      literalOctets -= skipped;
      int lineStart = input.readerIndex() + scanned;
      int lineFeed =
          literalOctets > 0
              ? -1
              : input.forEachByte(
                  lineStart, input.writerIndex() - lineStart, ByteProcessor.FIND_LF);
      if (lineFeed < 0) {
        return input.readableBytes() > maxCommandOctets ? tooLong(input) : null;
      }
      int end = lineFeed + 1;
      if (end - input.readerIndex() > maxCommandOctets) {
        return tooLong(input);
      }
      if (responseExpected) {
        responseExpected = false;
        return new ImapCommand.Response(takeLine(input, end));
      }
      LiteralAnnouncement literal = LiteralAnnouncement.at(input, lineStart, lineFeed);
      if (literal == null) {
        return parse(input, end);
      }
      if (literal.octets() + 2 > maxCommandOctets - (end - input.readerIndex())) {
        return refuse(literal, input, end);
      }
      scanned = end - input.readerIndex();
      literalOctets = (int) literal.octets();
      if (literal.synchronizing()) {
        return new ImapCommand.LiteralAnnounced();
      }
    }
  }

  private ImapCommand parse(ByteBuf input, int end) {
    byte[] octets = take(input, end);
    return new ImapCommandParser(octets).command();
  }

  /** A synchronizing literal that is refused is never sent; any other one is already on its way. */
  private ImapCommand refuse(LiteralAnnouncement literal, ByteBuf input, int end) {
    if (!literal.synchronizing()) {
      return tooLong(input);
    }
    return new ImapCommand.Malformed(
        ImapCommandParser.tagOf(take(input, end)), "literal is too long");
  }

  private ImapCommand tooLong(ByteBuf input) {
    int start = Math.min(input.readableBytes(), 1024);
    byte[] head = new byte[start];
    input.getBytes(input.readerIndex(), head);
    input.skipBytes(input.readableBytes());
    forget();
    return new ImapCommand.TooLong(ImapCommandParser.tagOf(head));
  }

  private String takeLine(ByteBuf input, int end) {
    String line = new String(take(input, end), StandardCharsets.ISO_8859_1);
    int length = line.length() - (line.endsWith("\r\n") ? 2 : 1);
    return line.substring(0, length);
  }

  private byte[] take(ByteBuf input, int end) {
    byte[] octets = new byte[end - input.readerIndex()];
    input.readBytes(octets);
    forget();
    return octets;
  }

  private void forget() {
    scanned = 0;
    literalOctets = 0;
  }
}
