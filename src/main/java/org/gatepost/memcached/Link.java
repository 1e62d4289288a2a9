package org.gatepost.memcached;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gatepost.memcached.Tally.Result;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has to do with one server: keeps up a connection to it, and while there is
 * none says so at once. Confined to the event loop.
 */
final class Link implements Connection.Keeper {
  private enum State {
    /** Nobody knows yet whether the server answers; who asks may wait a little to find out. */
    FIRST_ATTEMPT,
    UP,
    /** Also while it is tried again. */
    DOWN,
    CLOSED
  }

  private final ServerState server;
  private final EventLoop loop;
  private final Supplier<? extends SocketChannel> newChannel;
  private final Duration timeout;
  private final Backoff backoff;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private State state = State.FIRST_ATTEMPT;
  private @Nullable Dial dial;
  private @Nullable Connection connection;
  private @Nullable ScheduledFuture<?> timer;

  Link(
      ServerState server,
      EventLoop loop,
      Supplier<? extends SocketChannel> newChannel,
      MemcachedSettings settings) {
    this.server = server;
    this.loop = loop;
    this.newChannel = newChannel;
    this.timeout = settings.timeout();
    this.backoff = new Backoff(settings.reconnect(), new SplittableRandom());
  }

  /** Begins to connect. */
  void begin() {
    if (state == State.CLOSED) {
      return;
    }
    timer =
        loop.schedule(
            () -> lost("no connection within " + timeout.toMillis() + " ms"),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    Dial attempt =
        new Dial(server.address(), loop, newChannel, timeout, this::connected, this::lost);
    dial = attempt;
    attempt.begin();
  }

  private void connected(SocketChannel channel) {
    Connection fresh = new Connection(channel, server.tally(), timeout, this);
    connection = fresh;
    channel.pipeline().addLast(new ReplyDecoder(), fresh);
  }

  @Override
  public void answers() {
    cancelTimer();
    server.linkUp(state == State.DOWN);
    state = State.UP;
    letThemAsk();
  }

  @Override
  public void lost(String reason) {
    if (state == State.CLOSED) {
      return;
    }
    Connection broken = connection;
    drop();
    if (broken != null && broken.wasUseful()) {
      backoff.reset();
    }
    if (state != State.DOWN) {
      server.linkDown(state == State.UP, reason);
      state = State.DOWN;
    }
    timer = loop.schedule(this::begin, backoff.nextMillis(), TimeUnit.MILLISECONDS);
    letThemAsk();
    if (broken != null) {
      broken.close();
    }
  }

  private void drop() {
    cancelTimer();
    if (dial != null) {
      dial.abandon();
      dial = null;
    }
    connection = null;
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void letThemAsk() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  /** Whether to ask it: it answers, or it may turn out in a moment that it does. */
  boolean isHopeful() {
    return state == State.UP || state == State.FIRST_ATTEMPT;
  }

  /**
   * Sends an operation; or has it asked again once the first attempt is over, when who is elected
   * may be another.
   */
  void send(Operation<?> operation, Runnable askAgain) {
    if (state == State.FIRST_ATTEMPT && waiting.size() < Connection.MAX_PENDING) {
      waiting.add(askAgain);
    } else if (state == State.UP && connection != null) {
      connection.send(operation);
    } else {
      operation.end(Result.UNAVAILABLE, server.tally());
    }
  }

  void close() {
    if (state == State.CLOSED) {
      return;
    }
    Connection open = connection;
    drop();
    server.linkClosed(state == State.UP, state == State.DOWN);
    state = State.CLOSED;
    letThemAsk();
    if (open != null) {
      open.close();
    }
  }
}
