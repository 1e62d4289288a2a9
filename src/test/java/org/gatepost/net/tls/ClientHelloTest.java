package org.gatepost.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.Test;

final class ClientHelloTest implements LeaksNothing {
  private static final int RECORD_HEADER = 5;
  private static final int HANDSHAKE_HEADER = 4;

  /** The first record of a real client. */
  static byte[] record(String host, String... protocols) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, 993);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      engine.setSSLParameters(parameters);
      ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      assertThat(engine.wrap(ByteBuffer.allocate(0), record).bytesProduced()).isPositive();
      return Arrays.copyOf(record.array(), record.position());
    } catch (NoSuchAlgorithmException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuf body(String host, String... protocols) {
    byte[] record = record(host, protocols);
    return Unpooled.wrappedBuffer(
        record, RECORD_HEADER + HANDSHAKE_HEADER, record.length - RECORD_HEADER - HANDSHAKE_HEADER);
  }

  @Test
  void nameAndProtocolsOfARealClientAreRead() {
    ClientHello hello = ClientHello.parse(body("Mail.example.org", "h2", "imap"));
    assertThat(hello.serverName()).isEqualTo("Mail.example.org");
    assertThat(hello.protocols()).containsExactly("h2", "imap");
  }

  @Test
  void clientThatSaysNeitherWantsNeither() {
    ClientHello hello = ClientHello.parse(body("192.0.2.1"));
    assertThat(hello.serverName()).isNull();
    assertThat(hello.protocols()).isEmpty();
  }

  @Test
  void inputIsLeftForTheTlsEngine() {
    ByteBuf body = body("mail.example.org", "imap");
    int octets = body.readableBytes();
    assertThat(ClientHello.parse(body).serverName()).isNotNull();
    assertThat(body.readableBytes()).isEqualTo(octets);
  }

  @Test
  void helloCutAnywhereIsNoFault() {
    ByteBuf body = body("mail.example.org", "imap");
    for (int length = 0; length < body.readableBytes(); length++) {
      assertThat(ClientHello.parse(body.slice(0, length))).isNotNull();
    }
  }

  @Test
  void nonsenseIsNoFault() {
    Random random = new Random(20261122);
    ByteBuf body = body("mail.example.org", "imap");
    for (int i = 0; i < 20_000; i++) {
      ByteBuf damaged = body.copy();
      try {
        for (int n = random.nextInt(8); n >= 0; n--) {
          damaged.setByte(random.nextInt(damaged.readableBytes()), random.nextInt(256));
        }
        assertThat(ClientHello.parse(damaged)).isNotNull();
      } finally {
        damaged.release();
      }
    }
  }

  @Test
  void helloWithoutExtensionsWantsNothing() {
    ByteBuf body = Unpooled.buffer();
    body.writeZero(2 + 32).writeByte(0).writeShort(2).writeShort(0x2f).writeByte(1).writeByte(0);
    assertThat(ClientHello.parse(body)).isEqualTo(new ClientHello(null, java.util.List.of()));
  }
}
