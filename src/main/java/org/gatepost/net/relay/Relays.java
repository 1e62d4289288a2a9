package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins a client's connection with an upstream one. Where both are plain sockets of epoll, octets
 * move inside the kernel; else through buffers.
 */
public final class Relays {
  private final Map<EventLoop, RelayLoop> loops = new HashMap<>();
  private final boolean splices;

  /**
   * @param eventLoops all loops on which relays may run
   * @param splices whether octets may move inside the kernel where that is possible
   */
  public Relays(List<EventLoop> eventLoops, boolean splices) {
    this.splices = splices;
    for (EventLoop eventLoop : eventLoops) {
      loops.put(eventLoop, new RelayLoop(eventLoop));
    }
  }

  /**
   * Joins two connections of one event loop, called on that loop. All that was written to them
   * before goes out first. From here on both belong to the relay, which closes them.
   *
   * @param early what the client sent already and nobody has read; released by the relay
   */
  public void join(
      SocketChannel client,
      SocketChannel upstream,
      ByteBuf early,
      RelayTerms terms,
      RelayListener listener) {
    RelayLoop loop = loops.get(client.eventLoop());
    if (loop == null || !client.eventLoop().equals(upstream.eventLoop())) {
      throw new IllegalArgumentException("both connections must live on one loop of the relay");
    }
    int earlyOctets = early.readableBytes();
    if (earlyOctets > 0) {
      upstream.writeAndFlush(early).addListener(ignored -> {});
    } else {
      early.release();
    }
    if (splices && isPlain(client) && isPlain(upstream)) {
      SpliceRelay.begin(
          loop,
          (EpollSocketChannel) client,
          (EpollSocketChannel) upstream,
          earlyOctets,
          terms,
          listener);
    } else {
      BufferRelay.begin(loop, client, upstream, earlyOctets, terms, listener);
    }
  }

  private static boolean isPlain(Channel channel) {
    return channel instanceof EpollSocketChannel
        && channel.pipeline().get(SslHandler.class) == null;
  }

  /** How many relays are under way; a figure for people, it may be old by an instant. */
  public int size() {
    return loops.values().stream().mapToInt(RelayLoop::size).sum();
  }

  /** Ends all relays, each with its parting words where they may be said. */
  public void endAll() {
    for (RelayLoop loop : loops.values()) {
      Promise<Void> ended = loop.eventLoop().newPromise();
      loop.eventLoop()
          .execute(() -> {
            loop.endAll(RelayEnd.SHUTDOWN);
            ended.setSuccess(null);
          });
      ended.awaitUninterruptibly();
    }
  }
}
