package org.gatepost.memcached;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gatepost.telemetry.LogText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server for all its keys, on a connection of its own: the listing may be long, and nobody's
 * route may wait behind it. Confined to an event loop.
 *
 * <pre>
 * C: lru_crawler metadump all
 * S: key=46641551... exp=1795331214 la=1795331204 cas=1 fetch=no cls=1 size=63
 * S: END
 * </pre>
 */
final class KeyListing extends SimpleChannelInboundHandler<String> {
  private static final Logger log = LoggerFactory.getLogger(KeyListing.class);
  private static final String KEY = "key=";
  private static final String END = "END";

  private final ServerState server;
  private final EventLoop loop;
  private final Duration timeout;
  private final int atMost;
  private final Dial dial;
  private final List<String> keys = new ArrayList<>();
  private final CompletableFuture<List<String>> answer = new CompletableFuture<>();
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable SocketChannel channel;

  KeyListing(
      ServerState server,
      EventLoop loop,
      Supplier<? extends SocketChannel> newChannel,
      Duration timeout,
      int atMost) {
    this.server = server;
    this.loop = loop;
    this.timeout = timeout;
    this.atMost = atMost;
    this.dial = new Dial(server.address(), loop, newChannel, timeout, this::connected, this::fail);
  }

  CompletableFuture<List<String>> begin() {
    try {
      loop.execute(this::dial);
    } catch (RejectedExecutionException _) {
      fail("it is too late");
    }
    return answer;
  }

  private void dial() {
    deadline =
        loop.schedule(
            () -> fail("no connection in time"), timeout.toMillis(), TimeUnit.MILLISECONDS);
    dial.begin();
  }

  private void connected(SocketChannel open) {
    cancelDeadline();
    channel = open;
    open.pipeline()
        .addLast(
            new ReadTimeoutHandler(timeout.toMillis(), TimeUnit.MILLISECONDS),
            // Unlike all other replies, these lines end with a bare LF.
            new LineBasedFrameDecoder(ReplyDecoder.MAX_LINE_BYTES),
            new StringDecoder(StandardCharsets.ISO_8859_1),
            this);
    var command = Unpooled.copiedBuffer("lru_crawler metadump all\r\n", StandardCharsets.US_ASCII);
    var _ = open.writeAndFlush(command, open.voidPromise());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, String line) {
    if (line.equals(END) || keys.size() == atMost) {
      finish();
    } else if (line.startsWith(KEY)) {
      keys.add(key(line));
    } else {
      fail("it answers with \"" + LogText.of(line) + '"');
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
    fail("it has closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(
        cause instanceof ReadTimeoutException ? "no answer in time" : LogText.of(cause.toString()));
  }

  private void fail(String reason) {
    if (!answer.isDone()) {
      log.warn("memcached {} does not name all its keys ({})", server.name(), reason);
      finish();
    }
  }

  private void finish() {
    cancelDeadline();
    dial.abandon();
    if (channel != null) {
      channel.close().addListener(ignored -> {});
    }
    answer.complete(List.copyOf(keys));
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
