package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A relay between two plain sockets. Both leave their channels and become two small handles on the
 * same event loop; what is worth it moves from socket to socket inside the kernel.
 *
 * <p>Life: all writes to the channels are out, the channels are deregistered, {@link SpliceEnd}s
 * take over their sockets; both ends have had their last octet, or one broke, and both close.
 */
final class SpliceRelay extends LiveRelay {
  private final SpliceEnd client;
  private final SpliceEnd upstream;
  private boolean over;

  private SpliceRelay(
      RelayLoop loop,
      Handover client,
      Handover upstream,
      RelayTerms terms,
      RelayListener listener) {
    super(loop, terms, listener);
    this.client = new SpliceEnd(this, client.socket(), true, client.takeStrays());
    this.upstream = new SpliceEnd(this, upstream.socket(), false, upstream.takeStrays());
  }

  static void begin(
      RelayLoop loop,
      EpollSocketChannel client,
      EpollSocketChannel upstream,
      int earlyOctets,
      RelayTerms terms,
      RelayListener listener) {
    Handover clientHandover = Handover.begin(client);
    Handover upstreamHandover = Handover.begin(upstream);
    whenDone(
        clientHandover.flushed(),
        upstreamHandover.flushed(),
        ignored ->
            whenDone(
                client.deregister(),
                upstream.deregister(),
                both -> {
                  if (!both || !client.isOpen() || !upstream.isOpen()) {
                    clientHandover.abandon();
                    upstreamHandover.abandon();
                    listener.ended(RelayEnd.BROKEN, earlyOctets, 0);
                    return;
                  }
                  SpliceRelay relay =
                      new SpliceRelay(loop, clientHandover, upstreamHandover, terms, listener);
                  relay.octetsUp = earlyOctets;
                  loop.add(relay);
                  relay.register();
                }));
  }

  private interface Outcome {
    void done(boolean success);
  }

  /** Both futures complete on the one event loop, so that the second to do so sees the first. */
  private static void whenDone(ChannelFuture one, ChannelFuture other, Outcome outcome) {
    one.addListener(
        (ChannelFutureListener)
            first ->
                other.addListener(
                    (ChannelFutureListener)
                        second -> outcome.done(first.isSuccess() && second.isSuccess())));
  }

  private void register() {
    Future<?> clientReady = client.register();
    Future<?> upstreamReady = upstream.register();
    clientReady.addListener(ignored ->
        upstreamReady.addListener(alsoIgnored -> {
          if (!clientReady.isSuccess() || !upstreamReady.isSuccess()) {
            end(RelayEnd.BROKEN);
          } else {
            client.arm();
            upstream.arm();
          }
        }));
  }

  SpliceEnd peerOf(SpliceEnd end) {
    return end == client ? upstream : client;
  }

  void moved(SpliceEnd from, long octets) {
    touch();
    if (from == client) {
      octetsUp += octets;
    } else {
      octetsDown += octets;
    }
  }

  /** One side has said all, and all of it has arrived: its peer is told, or was the other one. */
  void endOf(SpliceEnd said) throws IOException {
    SpliceEnd peer = peerOf(said);
    if (peer.isSpent()) {
      end(RelayEnd.CLOSED);
    } else {
      peer.socket().shutdown(false, true);
    }
  }

  @Override
  void end(RelayEnd end) {
    if (over) {
      return;
    }
    over = true;
    if ((end == RelayEnd.IDLE || end == RelayEnd.SHUTDOWN)
        && terms().maySpeak()
        && !upstream.isStalled()) {
      speak(terms().partingWords());
    }
    client.close();
    upstream.close();
    ended(end);
  }

  private void speak(String words) {
    ByteBuf scratch = loop().scratch();
    int length = scratch.setCharSequence(0, words, StandardCharsets.US_ASCII);
    try {
      int ignored = client.socket().sendAddress(scratch.memoryAddress(), 0, length);
    } catch (IOException clientIsGone) {
      // Then nobody misses the words.
    }
  }
}
