package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all relays of one event loop share: the list of them, one idle clock, one scratch buffer and
 * one pipe. So an idle relay holds nothing but itself. Confined to its loop.
 */
final class RelayLoop {
  /** One clock looks at all relays so often, rather than one timer waiting for each. */
  private static final long SWEEP_SECONDS = 5;

  static final int SCRATCH_OCTETS = 32 * 1024;

  private final IoEventLoop eventLoop;
  private final ByteBuf scratch = Unpooled.directBuffer(SCRATCH_OCTETS, SCRATCH_OCTETS);

  private @Nullable LiveRelay first;
  private @Nullable Pipe pipe;
  private final AtomicInteger size = new AtomicInteger();

  RelayLoop(EventLoop eventLoop) {
    this.eventLoop = (IoEventLoop) eventLoop;
    eventLoop
        .scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS)
        .addListener(ignored -> scratch.release());
  }

  IoEventLoop eventLoop() {
    return eventLoop;
  }

  /** A direct buffer for the length of one call. */
  ByteBuf scratch() {
    return scratch;
  }

  int size() {
    return size.get();
  }

  void add(LiveRelay relay) {
    relay.next = first;
    if (first != null) {
      first.previous = relay;
    }
    first = relay;
    size.incrementAndGet();
  }

  void remove(LiveRelay relay) {
    if (relay.previous != null) {
      relay.previous.next = relay.next;
    } else {
      first = relay.next;
    }
    if (relay.next != null) {
      relay.next.previous = relay.previous;
    }
    relay.previous = null;
    relay.next = null;
    size.decrementAndGet();
  }

  void states(List<RelayState> states) {
    for (LiveRelay relay = first; relay != null; relay = relay.next) {
      states.add(relay.state());
    }
  }

  /** Ends those that are chosen; how many. */
  int end(Predicate<RelayListener> chosen) {
    int ended = 0;
    LiveRelay relay = first;
    while (relay != null) {
      LiveRelay following = relay.next;
      if (chosen.test(relay.listener())) {
        relay.end(RelayEnd.SHUTDOWN);
        ended++;
      }
      relay = following;
    }
    return ended;
  }

  private void sweep() {
    long now = System.nanoTime();
    LiveRelay relay = first;
    while (relay != null) {
      LiveRelay following = relay.next;
      if (relay.isIdle(now)) {
        relay.end(RelayEnd.IDLE);
      }
      relay = following;
    }
  }

  /** The loop's pipe, empty; whoever leaves octets in it keeps it. */
  Pipe borrowPipe() throws IOException {
    Pipe borrowed = pipe;
    pipe = null;
    return borrowed != null ? borrowed : Pipe.open();
  }

  /** Gives an empty pipe back. */
  void returnPipe(Pipe returned) {
    if (pipe == null) {
      pipe = returned;
    } else {
      returned.close();
    }
  }
}
