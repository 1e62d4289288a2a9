package org.gatepost.mail.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The two clocks of a client that has not logged in: one for its silence, one for all the time that
 * it takes. Both stand still while the proxy is at work for it. Confined to the event loop; one
 * timer at a time does for both.
 */
final class DialogueClock {
  private final EventLoop loop;
  private final Door.Clocks limits;
  private final Runnable expired;

  private long heardNanos = System.nanoTime();
  private long loginNanosLeft;
  private long runningSince = heardNanos;
  private @Nullable ScheduledFuture<?> timer;

  DialogueClock(EventLoop loop, Door.Clocks limits, Runnable expired) {
    this.loop = loop;
    this.limits = limits;
    this.expired = expired;
    this.loginNanosLeft = limits.login().toNanos();
    arm();
  }

  /** The client said something. */
  void heard() {
    heardNanos = System.nanoTime();
  }

  /** The proxy is at work. */
  void pause() {
    loginNanosLeft -= System.nanoTime() - runningSince;
    stop();
  }

  /** The client has the word again. */
  void resume() {
    heardNanos = System.nanoTime();
    runningSince = heardNanos;
    arm();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm() {
    timer = loop.schedule(this::look, left(), TimeUnit.NANOSECONDS);
  }

  private long left() {
    long now = System.nanoTime();
    long silence = limits.command().toNanos() - (now - heardNanos);
    long login = loginNanosLeft - (now - runningSince);
    return Math.min(silence, login);
  }

  private void look() {
    if (left() <= 0) {
      timer = null;
      expired.run();
    } else {
      arm();
    }
  }
}
