package org.gatepost.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** What every part does with channels in the same way. */
public final class Channels {
  private Channels() {}

  /** Closes a channel once all that was written to it is out. */
  public static void closeOnFlush(Channel channel) {
    if (channel.isActive()) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      closeNow(channel);
    }
  }

  /** Closes a channel; that it was closed already, or never open, is as good. */
  public static void closeNow(Channel channel) {
    channel.close().addListener(ignored -> {});
  }
}
