package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import org.gatepost.net.Channels;
import org.gatepost.net.relay.RelayTerms;
import org.gatepost.web.upstream.UpstreamConnection;

/** A WebSocket: two connections that have left HTTP behind and become a relay. */
final class Tunnel {
  private Tunnel() {}

  /**
   * A client's side.
   *
   * @param early what the client has sent already in the other protocol; taken over by the relay
   * @param ended to be run when the relay has ended
   */
  record ClientEnd(ByteBuf early, Runnable ended) {}

  /** Hears of the end, on the event loop. */
  interface Listener {
    void ended(long octetsUp, long octetsDown);
  }

  /** Joins both; from here on they belong to the relay. Not while a codec is at work. */
  static void open(
      ClientSide client, UpstreamConnection upstream, WebServices services, Listener listener) {
    SocketChannel channel = client.client().channel();
    ByteBuf said = upstream.leave();
    ClientEnd end = client.upgrade();
    if (said != null) {
      Channels.write(channel, said);
      channel.flush();
    }
    services
        .relays()
        .join(
            channel,
            upstream.channel(),
            end.early(),
            new RelayTerms(services.tunnelIdle(), "", null),
            (how, octetsUp, octetsDown) -> {
              end.ended().run();
              listener.ended(octetsUp, octetsDown);
            });
  }
}
