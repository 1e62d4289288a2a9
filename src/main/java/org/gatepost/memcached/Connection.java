package org.gatepost.memcached;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.gatepost.memcached.Tally.Result;
import org.gatepost.telemetry.LogText;
import org.jspecify.annotations.Nullable;

/**
 * An open connection: operations go out as they come, and replies belong to them in their order. On
 * any doubt about that order the connection ends, and with it all that waits (spec mail 3.6).
 * Confined to the channel's event loop.
 *
 * <pre>
 * C: version
 * S: VERSION 1.6.18
 * C: get 46641551...
 * C: add 46641551... 0 3600 14
 * C: 127.0.0.1:7143
 * S: END
 * S: STORED
 * </pre>
 */
final class Connection extends SimpleChannelInboundHandler<Reply> {
  static final int MAX_PENDING = 10_000;

  /** Who keeps the connection. */
  interface Keeper {
    /** The server speaks: operations may be sent. */
    void answers();

    /** The connection is of no use any more; those who wait on it are told after this. */
    void lost(String reason);
  }

  private enum State {
    /** A server that is stopped accepts connections all the same: only words count. */
    AWAITING_VERSION,
    OPEN,
    CLOSED
  }

  private final Channel channel;
  private final Tally tally;
  private final Duration timeout;
  private final Keeper keeper;
  private final ArrayDeque<Operation<?>> pending = new ArrayDeque<>();
  private final Runnable flush = this::flush;
  private State state = State.AWAITING_VERSION;
  private boolean flushing;
  private boolean useful;
  private @Nullable ScheduledFuture<?> watch;

  Connection(Channel channel, Tally tally, Duration timeout, Keeper keeper) {
    this.channel = channel;
    this.tally = tally;
    this.timeout = timeout;
    this.keeper = keeper;
  }

  /** Whether it has answered anything but the greeting. */
  boolean wasUseful() {
    return useful;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    write(Unpooled.copiedBuffer("version\r\n", StandardCharsets.US_ASCII));
  }

  void send(Operation<?> operation) {
    if (state != State.OPEN || pending.size() >= MAX_PENDING) {
      operation.end(Result.UNAVAILABLE, tally);
      return;
    }
    operation.sentAt(now());
    pending.add(operation);
    if (watch == null) {
      watchAfter(timeout.toNanos());
    }
    ByteBuf command = channel.alloc().buffer(operation.size());
    operation.writeTo(command);
    write(command);
  }

  /** Whatever is asked within one turn of the event loop goes out at once. */
  private void write(ByteBuf command) {
    var _ = channel.write(command, channel.voidPromise());
    if (!flushing) {
      flushing = true;
      channel.eventLoop().execute(flush);
    }
  }

  private void flush() {
    flushing = false;
    channel.flush();
  }

  private long now() {
    return channel.eventLoop().ticker().nanoTime();
  }

  /** One timer for all: the oldest operation has waited longest. */
  private void watchAfter(long nanos) {
    watch = channel.eventLoop().schedule(this::lookAtOldest, nanos, TimeUnit.NANOSECONDS);
  }

  private void lookAtOldest() {
    watch = null;
    Operation<?> oldest = pending.peek();
    if (oldest == null) {
      return;
    }
    long left = timeout.toNanos() - (now() - oldest.sentNanos());
    if (left > 0) {
      watchAfter(left);
    } else {
      fail("no answer within " + timeout.toMillis() + " ms");
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Reply reply) {
    switch (state) {
      case AWAITING_VERSION -> greeted(reply);
      case OPEN -> replied(reply);
      case CLOSED -> {} // It was in the same segment as what has closed it.
    }
  }

  private void greeted(Reply reply) {
    if (reply instanceof Reply.Line(var text) && text.startsWith("VERSION ")) {
      state = State.OPEN;
      keeper.answers();
    } else {
      fail("it says no version but " + reply.shown());
    }
  }

  private void replied(Reply reply) {
    Operation<?> asked = pending.poll();
    if (asked == null) {
      fail("it says unasked " + reply.shown());
    } else if (judged(asked, reply)) {
      useful = true;
    } else {
      pending.addFirst(asked);
      fail("it answers with " + reply.shown());
    }
  }

  private boolean judged(Operation<?> asked, Reply reply) {
    if (reply instanceof Reply.Line(var text) && isRefusal(text)) {
      return asked.onRefusal(text, tally);
    }
    return asked.on(reply, tally);
  }

  private static boolean isRefusal(String line) {
    return line.startsWith("SERVER_ERROR") || line.startsWith("CLIENT_ERROR");
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("it has closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(LogText.of(String.valueOf(cause.getMessage())));
  }

  private void fail(String reason) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      // First the keeper: whoever hears of a failure may ask at once for something else.
      keeper.lost(reason);
      end();
    }
  }

  /** The keeper wants it no more. */
  void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      end();
    }
  }

  private void end() {
    if (watch != null) {
      watch.cancel(false);
      watch = null;
    }
    channel.close().addListener(ignored -> {});
    for (Operation<?> left = pending.poll(); left != null; left = pending.poll()) {
      left.end(Result.UNAVAILABLE, tally);
    }
  }
}
