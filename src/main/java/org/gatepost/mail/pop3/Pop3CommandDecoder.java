package org.gatepost.mail.pop3;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.gatepost.mail.dialogue.Secret;
import org.gatepost.mail.sasl.Names;
import org.gatepost.mail.session.CommandDecoder;
import org.jspecify.annotations.Nullable;

/** Turns lines into POP3 commands: RFC 1939 §3. */
final class Pop3CommandDecoder implements CommandDecoder<Pop3Command> {
  private final int maxLineOctets;
  private int scanned;
  private boolean responseExpected;

  Pop3CommandDecoder(int maxLineOctets) {
    this.maxLineOctets = maxLineOctets;
  }

  @Override
  public void expectResponse() {
    responseExpected = true;
  }

  @Override
  public @Nullable Pop3Command next(ByteBuf input) {
    int start = input.readerIndex();
    int lineFeed =
        input.forEachByte(start + scanned, input.readableBytes() - scanned, ByteProcessor.FIND_LF);
    int length = (lineFeed < 0 ? input.writerIndex() : lineFeed + 1) - start;
    if (length > maxLineOctets) {
      input.skipBytes(input.readableBytes());
      scanned = 0;
      return new Pop3Command.TooLong();
    }
    if (lineFeed < 0) {
      scanned = length;
      return null;
    }
    scanned = 0;
    byte[] line = new byte[length];
    input.readBytes(line);
    int end = length > 1 && line[length - 2] == '\r' ? length - 2 : length - 1;
    byte[] octets = Arrays.copyOf(line, end);
    if (responseExpected) {
      responseExpected = false;
      return new Pop3Command.Response(latin1(octets));
    }
    return parse(octets);
  }

  private static Pop3Command parse(byte[] line) {
    int space = indexOfSpace(line);
    String keyword =
        latin1(Arrays.copyOf(line, space < 0 ? line.length : space)).toUpperCase(Locale.ROOT);
    // The rest of the line is the argument, blanks and all: a password may begin with one.
    byte @Nullable [] argument =
        space < 0 ? null : Arrays.copyOfRange(line, space + 1, line.length);
    if (argument == null) {
      return switch (keyword) {
        case "CAPA" -> new Pop3Command.Capa();
        case "STLS" -> new Pop3Command.Stls();
        case "NOOP" -> new Pop3Command.Noop();
        case "QUIT" -> new Pop3Command.Quit();
        default -> new Pop3Command.Unknown();
      };
    }
    return switch (keyword) {
      case "USER" -> user(argument);
      case "PASS" -> new Pop3Command.Pass(new Secret(argument));
      case "AUTH" -> auth(latin1(argument).split(" ", -1));
      case "CAPA", "STLS", "NOOP", "QUIT" ->
          latin1(argument).isBlank()
              ? parse(keyword.getBytes(StandardCharsets.US_ASCII))
              : new Pop3Command.Unknown();
      default -> new Pop3Command.Unknown();
    };
  }

  private static Pop3Command user(byte[] argument) {
    String name = Names.decode(argument);
    return name.isBlank() ? new Pop3Command.Unknown() : new Pop3Command.User(name);
  }

  private static Pop3Command auth(String[] words) {
    return switch (words.length) {
      case 1 -> new Pop3Command.Auth(words[0], null);
      case 2 -> new Pop3Command.Auth(words[0], words[1]);
      default -> new Pop3Command.Unknown();
    };
  }

  private static int indexOfSpace(byte[] line) {
    for (int i = 0; i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static String latin1(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
