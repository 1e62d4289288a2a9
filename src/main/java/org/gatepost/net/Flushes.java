package org.gatepost.net;

import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes the channels of an event loop one behind the other, at the end of the loop's turn. What
 * is sent in a row finds the kernel's code in the processor's cache and peers that are awake; done
 * between two requests, each send pays for both anew. Each loop has one, confined to it.
 */
public final class Flushes {
  private static final FastThreadLocal<Flushes> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected Flushes initialValue() {
          return new Flushes();
        }
      };

  private final List<Channel> waiting = new ArrayList<>();

  private Flushes() {}

  /**
   * What was written goes out once the loop has dealt with what has arrived; at once if it is so
   * much that nobody should write more. To be called on the channel's event loop.
   */
  public static void soon(Channel channel) {
    if (channel.isWritable()) {
      OF_LOOP.get().add(channel);
    } else {
      channel.flush();
    }
  }

  private void add(Channel channel) {
    if (waiting.isEmpty()) {
      channel.eventLoop().execute(this::flush);
    }
    waiting.add(channel);
  }

  private void flush() {
    try {
      // By number: a flush may add to the list.
      for (int i = 0; i < waiting.size(); i++) {
        waiting.get(i).flush();
      }
    } finally {
      waiting.clear();
    }
  }
}
