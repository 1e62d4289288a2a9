package org.gatepost.memcached;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for all its keys, on a connection of its own: the listing may be long, and nobody's
 * route may wait behind it. Its lines end with LF alone, other than those of all other replies.
 * Confined to an event loop.
 *
 * <pre>
 * C: lru_crawler metadump hash
 * S: key=46641551... exp=1795331214 la=1795331204 cas=1 fetch=no cls=1 size=63
 * S: END
 * </pre>
 */
final class KeyListing extends SimpleChannelInboundHandler<ByteBuf> {
  /**
   * Through the hash table: the way by age passes over most of the entries that are asked for in
   * the meantime, those of the users who log in all the time.
   */
  private static final String BY_HASH = "hash";

  /** For servers before 1.6.9. */
  private static final String BY_AGE = "all";

  private static final String NO_SUCH_WAY = "BADCLASS";

  /** Another one is listing, or the server looks for what has expired. */
  private static final String BUSY = "BUSY";

  private static final int TRIES = 10;
  private static final String KEY = "key=";
  private static final String END = "END";

  /** Meant to come first, and left out by all releases so far. */
  private static final String OK = "OK";

  private final EventLoop loop;
  private final Duration timeout;
  private final int atMost;
  private final Dial dial;
  private final List<String> keys = new ArrayList<>();
  private final CompletableFuture<Listing> answer = new CompletableFuture<>();
  private boolean asksByAge;
  private int triesLeft = TRIES;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable SocketChannel channel;

  KeyListing(
      InetSocketAddress server,
      EventLoop loop,
      Supplier<? extends SocketChannel> newChannel,
      Duration timeout,
      int atMost) {
    this.loop = loop;
    this.timeout = timeout;
    this.atMost = atMost;
    this.dial = new Dial(server, loop, newChannel, timeout, this::connected, _ -> finish(false));
  }

  CompletableFuture<Listing> begin() {
    try {
      loop.execute(this::dial);
    } catch (RejectedExecutionException _) {
      finish(false);
    }
    return answer;
  }

  private void dial() {
    timer = loop.schedule(() -> finish(false), timeout.toMillis(), TimeUnit.MILLISECONDS);
    dial.begin();
  }

  private void connected(SocketChannel open) {
    cancelTimer();
    channel = open;
    open.pipeline()
        .addLast(
            new ReadTimeoutHandler(timeout.toMillis(), TimeUnit.MILLISECONDS),
            new LineBasedFrameDecoder(ReplyDecoder.MAX_LINE_BYTES),
            this);
    ask(open, BY_HASH);
  }

  private static void ask(SocketChannel open, String what) {
    var command =
        Unpooled.copiedBuffer("lru_crawler metadump " + what + "\r\n", StandardCharsets.US_ASCII);
    var _ = open.writeAndFlush(command, open.voidPromise());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) {
    if (answer.isDone()) {
      return;
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (text.startsWith(KEY) && keys.size() < atMost) {
      keys.add(key(text));
    } else if (text.startsWith(NO_SUCH_WAY) && !asksByAge) {
      asksByAge = true;
      again(0);
    } else if (text.startsWith(BUSY) && triesLeft > 0) {
      triesLeft--;
      again(timeout.toMillis() / TRIES);
    } else if (!text.equals(OK)) {
      finish(text.equals(END));
    }
  }

  private void again(long afterMillis) {
    SocketChannel open = channel;
    if (open != null) {
      timer =
          loop.schedule(
              () -> ask(open, asksByAge ? BY_AGE : BY_HASH), afterMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Keys are written as in a URL, for they may hold what would end the word. */
  private static String key(String line) {
    int end = line.indexOf(' ');
    String written = line.substring(KEY.length(), end < 0 ? line.length() : end);
    try {
      return URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return written;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    finish(false);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    finish(false);
  }

  private void finish(boolean complete) {
    cancelTimer();
    dial.abandon();
    if (channel != null) {
      channel.close().addListener(ignored -> {});
    }
    answer.complete(new Listing(List.copyOf(keys), complete));
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
