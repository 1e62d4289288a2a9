package org.gatepost.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/**
 * Event loops that close all their channels before they end.
 *
 * <p>Netty's own look whether they are to end between sockets and tasks, and once more after the
 * tasks; one that is told so between the two ends without having closed anything, so that clients
 * are left with open sockets, and native memory of TLS is never given back.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {
  EventLoops(int loops, IoHandlerFactory sockets) {
    super(loops, new DefaultThreadFactory("loop"), sockets);
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory sockets, Object... ignored) {
    return new ClosingLoop(this, executor, sockets);
  }

  private static final class ClosingLoop extends SingleThreadIoEventLoop {
    private boolean ending;

    ClosingLoop(EventLoops group, Executor executor, IoHandlerFactory sockets) {
      super(group, executor, sockets);
    }

    /** Asked after each turn: the first time that it could be true another turn is taken. */
    @Override
    protected boolean confirmShutdown() {
      if (isShuttingDown() && !ending) {
        ending = true;
        execute(() -> {}); // so that this turn does not wait for sockets
        return false;
      }
      return super.confirmShutdown();
    }
  }
}
