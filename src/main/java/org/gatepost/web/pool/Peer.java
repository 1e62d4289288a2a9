package org.gatepost.web.pool;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatepost.net.Addresses;
import org.gatepost.net.upstream.UpstreamHealth.Rest;

/** One address of an upstream server, as a member of one pool. Safe for use by all event loops. */
public final class Peer {
  private final String host;
  private final InetSocketAddress address;
  private final String addressText;
  private final Optional<String> version;
  private final Rest rest;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile long answeredNanos = System.nanoTime();

  /**
   * Makes one.
   *
   * @param host the name that the server's certificate must bear
   * @param version of the software on it, if it is written down
   * @param rest when it is left alone
   */
  public Peer(String host, InetSocketAddress address, Optional<String> version, Rest rest) {
    this.host = host;
    this.address = address;
    this.addressText = Addresses.text(address);
    this.version = version;
    this.rest = rest;
  }

  /** The name that the server's certificate must bear. */
  public String host() {
    return host;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** The same for people: {@code 10.0.0.5:8080}. */
  public String addressText() {
    return addressText;
  }

  /** The version of the software on it, if it is written down. */
  public Optional<String> version() {
    return version;
  }

  /** When it is left alone. */
  public Rest rest() {
    return rest;
  }

  /** A request goes there; {@link #end} must follow once. */
  public void begin() {
    inFlight.incrementAndGet();
  }

  /** The request is over, whatever came of it. */
  public void end() {
    inFlight.decrementAndGet();
  }

  /** It has answered: whatever else is slow, it is not down. */
  public void answered(long nowNanos) {
    answeredNanos = nowNanos;
  }

  /** When it last answered, as {@link System#nanoTime} counts; when it was made if never. */
  public long answeredNanos() {
    return answeredNanos;
  }

  /** How many requests are there now. */
  public int inFlight() {
    return inFlight.get();
  }

  @Override
  public String toString() {
    return host + " at " + addressText;
  }
}
