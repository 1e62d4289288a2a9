package org.gatepost.web.response;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ContentCoderTest implements LeaksNothing {
  private final ByteArrayOutputStream coded = new ByteArrayOutputStream();

  private static ContentCoder coder(Coding coding) {
    return new ContentCoder(coding, ByteBufAllocator.DEFAULT);
  }

  private int take(ByteBuf part) {
    byte[] octets = ByteBufUtil.getBytes(part);
    part.release();
    coded.writeBytes(octets);
    return octets.length;
  }

  private InputStream decoded(Coding coding) throws IOException {
    InputStream octets = new ByteArrayInputStream(coded.toByteArray());
    return coding == Coding.GZIP ? new GZIPInputStream(octets) : new InflaterInputStream(octets);
  }

  private static ByteBuf direct(byte[] octets) {
    return ByteBufAllocator.DEFAULT.directBuffer(octets.length + 1).writeBytes(octets);
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void whatWentInComesOutAgain(Coding coding) throws IOException {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    byte[] text = "<li>message</li>\n".repeat(20_000).getBytes(US_ASCII);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ContentCoder coder = coder(coding)) {
      for (byte[] part : new byte[][] {text, noise, {}, {1}, text}) {
        sent.writeBytes(part);
        take(coder.encode(direct(part)));
      }
      take(coder.finish());
    }
    assertThat(decoded(coding).readAllBytes()).isEqualTo(sent.toByteArray());
    assertThat(coded.size()).isLessThan(noise.length + 10_000);
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void partIsReadableBeforeTheNextOneComes(Coding coding) throws IOException {
    try (ContentCoder coder = coder(coding)) {
      take(coder.encode(Unpooled.copiedBuffer("first", US_ASCII)));
      assertThat(decoded(coding).readNBytes(5)).isEqualTo("first".getBytes(US_ASCII));
      take(coder.encode(Unpooled.copiedBuffer("second", US_ASCII)));
      assertThat(decoded(coding).readNBytes(11)).isEqualTo("firstsecond".getBytes(US_ASCII));
    }
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void emptyBodyIsOneToo(Coding coding) throws IOException {
    try (ContentCoder coder = coder(coding)) {
      assertThat(take(coder.encode(Unpooled.EMPTY_BUFFER))).isZero();
      take(coder.finish());
    }
    assertThat(decoded(coding).readAllBytes()).isEmpty();
  }

  @Test
  void bodyInPiecesIsCodedAsOneInWhole() throws IOException {
    byte[] text = "0123456789".repeat(100).getBytes(US_ASCII);
    ByteBuf pieces =
        Unpooled.wrappedBuffer(
            direct(Arrays.copyOf(text, 100)),
            direct(Arrays.copyOfRange(text, 100, 101)),
            direct(Arrays.copyOfRange(text, 101, text.length)));
    try (ContentCoder coder = coder(Coding.GZIP)) {
      take(coder.encode(pieces));
      take(coder.finish());
    }
    assertThat(decoded(Coding.GZIP).readAllBytes()).isEqualTo(text);
  }

  @Test
  void nothingGoesInAfterTheEnd() {
    try (ContentCoder coder = coder(Coding.GZIP)) {
      take(coder.finish());
      ByteBuf late = direct(new byte[] {1});
      assertThatIllegalStateException().isThrownBy(() -> coder.encode(late));
      assertThat(late.refCnt()).isZero();
    }
  }

  @Test
  void coderThatIsGivenUpMayBeClosedTwice() {
    ContentCoder coder = coder(Coding.GZIP);
    take(coder.encode(direct(new byte[] {1})));
    coder.close();
    coder.close();
    assertThatIllegalStateException().isThrownBy(coder::finish);
  }
}
