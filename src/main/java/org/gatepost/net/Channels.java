package org.gatepost.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What every part does with channels in the same way. */
public final class Channels {
  private static final long LINGER_MILLIS = 1_000;

  private Channels() {}

  /**
   * Writes without a promise, which is for the hot path: a failure is told to the handlers of the
   * channel.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the void promise
  public static void write(Channel channel, Object message) {
    channel.write(message, channel.voidPromise());
  }

  /** Closes a channel once all that was written to it is out. */
  public static void closeOnFlush(Channel channel) {
    if (channel.isActive()) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      closeNow(channel);
    }
  }

  /**
   * Closes a channel so that the peer hears what was written last. A socket that is closed while
   * octets of the peer wait unread is reset, and the reset may overtake our words: so this side
   * says that it has said all, and goes on listening for a moment, until the peer closes too.
   */
  public static void closeAfterLastWords(SocketChannel channel) {
    if (channel.pipeline().get(SslHandler.class) != null || !channel.isActive()) {
      closeOnFlush(channel);
      return;
    }
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> channel.shutdownOutput().addListener(ignored -> linger(channel)));
  }

  private static void linger(SocketChannel channel) {
    Future<?> end =
        channel.eventLoop().schedule(() -> closeNow(channel), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(ignored -> end.cancel(false));
  }

  /** Closes a channel; that it was closed already, or never open, is as good. */
  public static void closeNow(Channel channel) {
    channel.close().addListener(ignored -> {});
  }
}
