package org.gatepost.net.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.gatepost.net.Channels;

/**
 * A relay through buffers, for connections with TLS and for machines without epoll. Reads are as
 * large as what is there, so that TLS records are full under load and small when a person waits;
 * between them nothing is held.
 */
final class BufferRelay extends LiveRelay {
  // One allocator for all: only its handles, a few numbers each, belong to a channel.
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(512, 2048, 256 * 1024);

  private final SocketChannel client;
  private final SocketChannel upstream;
  private boolean over;
  private boolean broken;

  private BufferRelay(
      RelayLoop loop,
      SocketChannel client,
      SocketChannel upstream,
      RelayTerms terms,
      RelayListener listener) {
    super(loop, terms, listener);
    this.client = client;
    this.upstream = upstream;
  }

  static void begin(
      RelayLoop loop,
      SocketChannel client,
      SocketChannel upstream,
      int earlyOctets,
      RelayTerms terms,
      RelayListener listener) {
    BufferRelay relay = new BufferRelay(loop, client, upstream, terms, listener);
    relay.octetsUp = earlyOctets;
    loop.add(relay);
    take(client, new BufferRelayHandler(relay, upstream, null, true));
    take(upstream, new BufferRelayHandler(relay, client, terms.boundary(), false));
    if (!client.isActive() || !upstream.isActive()) {
      relay.closed();
    }
  }

  private static void take(SocketChannel channel, BufferRelayHandler handler) {
    channel.config().setRecvByteBufAllocator(READS);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.pipeline().addLast(handler);
    channel.config().setAutoRead(true);
  }

  void moved(boolean fromClient, int octets) {
    touch();
    if (fromClient) {
      octetsUp += octets;
    } else {
      octetsDown += octets;
    }
  }

  void breaks() {
    broken = true;
    closed();
  }

  /** One connection is gone: what was written to the other goes out, then that closes too. */
  void closed() {
    if (over) {
      return;
    }
    over = true;
    Channels.closeOnFlush(client);
    Channels.closeOnFlush(upstream);
    ended(broken ? RelayEnd.BROKEN : RelayEnd.CLOSED);
  }

  @Override
  void end(RelayEnd end) {
    if (over) {
      return;
    }
    over = true;
    if (terms().maySpeak() && client.isWritable()) {
      client
          .write(Unpooled.copiedBuffer(terms().partingWords(), StandardCharsets.US_ASCII))
          .addListener(ignored -> {});
    }
    Channels.closeOnFlush(client);
    Channels.closeNow(upstream);
    ended(end);
  }
}
