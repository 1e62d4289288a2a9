package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Joins a client's connection with an upstream one. Where both are plain sockets of epoll, octets
 * move inside the kernel; else through buffers.
 */
public final class Relays {
  private final Map<EventLoop, RelayLoop> loops = new HashMap<>();
  private volatile boolean splices = true;

  /**
   * @param eventLoops all loops on which relays may run
   */
  public Relays(List<EventLoop> eventLoops) {
    for (EventLoop eventLoop : eventLoops) {
      loops.put(eventLoop, new RelayLoop(eventLoop));
    }
  }

  /** Whether octets may move inside the kernel where that is possible, from now on. */
  public void splice(boolean allowed) {
    splices = allowed;
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

  /** Every relay under way; not to be called on an event loop. */
  public List<RelayState> states() {
    List<RelayState> states = new ArrayList<>();
    onEachLoop(loop -> loop.states(states));
    return states;
  }

  /**
   * Ends those relays that are chosen by their listeners, each with its parting words where they
   * may be said; not to be called on an event loop.
   *
   * @return how many
   */
  public int end(Predicate<RelayListener> chosen) {
    AtomicInteger ended = new AtomicInteger();
    onEachLoop(loop -> ended.addAndGet(loop.end(chosen)));
    return ended.get();
  }

  /** Ends all relays. */
  public void endAll() {
    end(listener -> true);
  }

  private void onEachLoop(Consumer<RelayLoop> task) {
    for (RelayLoop loop : loops.values()) {
      Promise<Void> done = loop.eventLoop().newPromise();
      loop.eventLoop()
          .execute(() -> {
            try {
              task.accept(loop);
            } finally {
              done.setSuccess(null);
            }
          });
      done.awaitUninterruptibly();
    }
  }
}
