package org.gatepost.mail.imap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What one IMAP command costs to read, and what following 32 KiB of responses costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ImapParsers {
  private final ByteBuf login = octets("a1 LOGIN alice@example.org secret\r\n");
  private final ByteBuf literals =
      octets("a1 LOGIN {17+}\r\nalice@example.org {6+}\r\nsecret\r\n");
  private final ByteBuf id =
      octets("a1 ID (\"name\" \"Thunder\" \"version\" \"1.0\" \"os\" \"any\")\r\n");
  private final ByteBuf lines = octets("* LIST () \"/\" some/folder/or/other\r\n".repeat(900));

  private static ByteBuf octets(String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.directBuffer(octets.length).writeBytes(octets);
  }

  private static Object read(ByteBuf input) {
    return new ImapCommandDecoder(16_384).next(input.readerIndex(0));
  }

  @Benchmark
  public Object loginWithAtoms() {
    return read(login);
  }

  @Benchmark
  public Object loginWithLiterals() {
    return read(literals);
  }

  @Benchmark
  public Object clientId() {
    return read(id);
  }

  @Benchmark
  public boolean boundaryOf32KiBOfLines() {
    ImapResponseBoundary boundary = new ImapResponseBoundary();
    boundary.pass(lines, 0, lines.writerIndex());
    return boundary.isBetweenResponses();
  }
}
