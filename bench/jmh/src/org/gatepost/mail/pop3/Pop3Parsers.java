package org.gatepost.mail.pop3;

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

/** What one POP3 command costs to read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Pop3Parsers {
  private final ByteBuf user =
      Unpooled.directBuffer()
          .writeBytes("USER alice@example.org\r\n".getBytes(StandardCharsets.US_ASCII));

  @Benchmark
  public Object user() {
    return new Pop3CommandDecoder(16_384).next(user.readerIndex(0));
  }
}
