package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the changes at an LDAP server over a connection of its own: by content synchronisation
 * ({@link SyncSearch}) where the server grants it, else by comparing stamps ({@link ChangeStamp})
 * every few seconds. What changed while the server was away is one signal when it is back.
 */
final class LdapWatch implements Directory.Watching {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(15);
  private static final Duration BEGIN_LIMIT = Duration.ofSeconds(15);
  private static final Logger log = LoggerFactory.getLogger(LdapWatch.class);

  private final LdapConnections connections;
  private final Duration interval;
  private final Watch watch;
  private final CountDownLatch begun = new CountDownLatch(1);

  /** Has a permit when there is something else to do than to wait. */
  private final Semaphore awake = new Semaphore(0);

  private volatile boolean closed;

  // Confined to the thread.
  private ChangeStamp last = ChangeStamp.NONE;
  private boolean missed;

  private LdapWatch(LdapConnections connections, Duration interval, Watch watch) {
    this.connections = connections;
    this.interval = interval;
    this.watch = watch;
  }

  /** Returns when changes are seen, or when the server cannot be had for now. */
  static LdapWatch of(LdapConnections connections, Duration interval, Runnable changed) {
    var watch = new LdapWatch(connections, interval, Watch.calling(changed));
    Thread.ofVirtual().name("directory-changes").start(watch::run);
    try {
      if (!watch.begun.await(BEGIN_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("the directory takes its time to tell of changes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return watch;
  }

  private void run() {
    var pause = FIRST_PAUSE;
    while (!closed) {
      try (var connection = connections.ofItsOwn()) {
        pause = FIRST_PAUSE;
        follow(connection);
      } catch (LDAPException e) {
        if (!missed && !closed) {
          log.warn("changes of the directory are not seen for now: {}", Sentences.of(e));
        }
      }
      missed = true;
      begun.countDown();
      if (!closed) {
        rest(pause);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      }
    }
  }

  /** Until it is closed, or the connection breaks. */
  private void follow(LDAPConnection connection) throws LDAPException {
    var trees = Store.suffixes(connection);
    if (SyncSearch.isOffered(connection)) {
      var searches = SyncSearch.begin(connection, trees, watch::signal, awake::release);
      if (searches.stream().allMatch(SyncSearch::persists)) {
        caughtUp(true);
        while (!closed && searches.stream().noneMatch(SyncSearch::isOver)) {
          rest(PROBE_INTERVAL);
          connection.getEntry("", "1.1"); // fails if the server went away without a word
        }
        return;
      }
      for (var search : searches) {
        search.abandon(connection);
      }
      log.info("the directory does not tell us of its changes; it is asked for them");
    }
    poll(connection, trees);
  }

  private void poll(LDAPConnection connection, List<String> trees) throws LDAPException {
    var first = ChangeStamp.read(connection, trees);
    caughtUp(first.differsFrom(last));
    last = first;
    boolean again = false;
    while (!closed) {
      rest(interval);
      var stamp = ChangeStamp.read(connection, trees);
      boolean differs = stamp.differsFrom(last);
      if (differs || again) {
        watch.signal();
      }
      // Another change within that second would look the same: it is among what is read then.
      again = differs && stamp.toTheSecond();
      last = stamp;
    }
  }

  /** From here on every change is seen; whatever came before, while nobody looked, counts now. */
  private void caughtUp(boolean mayDiffer) {
    if (missed && mayDiffer) {
      watch.signal();
    }
    missed = false;
    begun.countDown();
  }

  private void rest(Duration duration) {
    try {
      if (awake.tryAcquire(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        awake.drainPermits();
      }
    } catch (InterruptedException e) {
      closed = true; // nobody does that to this thread
    }
  }

  @Override
  public void close() {
    closed = true;
    awake.release();
    watch.close();
  }
}
