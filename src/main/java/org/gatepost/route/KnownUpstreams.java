package org.gatepost.route;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.gatepost.net.Addresses;
import org.jspecify.annotations.Nullable;

/**
 * Which upstream servers there are: the only ones to which a password may go because memcached says
 * so (design, decision 4). They are the servers of the directory, its external routes, and what
 * this process has looked up by itself. Safe for use by many threads.
 */
public final class KnownUpstreams {
  private static final int CAPACITY = 10_000;
  private static final Duration LIFE = Duration.ofMinutes(10);
  // Long enough that a flood of poisoned routes does not become a flood of searches.
  private static final Duration NEGATIVE_LIFE = Duration.ofSeconds(5);

  private final Source source;
  private final ShortMemory<Place, Verdict> verdicts;

  /**
   * A server outside is one of ours only for the domain that sends its logins there: so verdicts
   * hold for a domain, and not for its neighbours.
   */
  private record Place(UpstreamProtocol protocol, UpstreamAddress address, String domain) {
    static Place of(UpstreamProtocol protocol, UpstreamAddress address, String account) {
      return new Place(
          protocol, address, NameCase.lower(account.substring(account.lastIndexOf('@') + 1)));
    }
  }

  /** What is to be thought of a server. */
  public sealed interface Verdict {
    /**
     * It is one of ours.
     *
     * @param host its name as it is configured, which its certificate must bear
     * @param addresses where it is reached
     */
    record Known(String host, List<InetSocketAddress> addresses) implements Verdict {}

    /** No server of ours has this address and port. */
    record Unknown() implements Verdict {}
  }

  /** Whoever can tell which servers there are, such as the directory. */
  public interface Source {
    /**
     * Finds a server to which an account's logins may go; may block.
     *
     * @throws RouteException if it cannot be found out now
     */
    Verdict find(UpstreamProtocol protocol, UpstreamAddress address, String account)
        throws RouteException;
  }

  public KnownUpstreams(Source source) {
    this(source, System::nanoTime);
  }

  KnownUpstreams(Source source, LongSupplier nanoClock) {
    this.source = source;
    this.verdicts = new ShortMemory<>(CAPACITY, nanoClock);
  }

  /** What is known without asking anybody, or null; never blocks. */
  @Nullable Verdict remembered(UpstreamProtocol protocol, UpstreamAddress address, String account) {
    return verdicts.get(Place.of(protocol, address, account));
  }

  /** The verdict, found out if need be; empty if nobody can tell now. May block. */
  public Optional<Verdict> verdict(
      UpstreamProtocol protocol, UpstreamAddress address, String account) {
    Place place = Place.of(protocol, address, account);
    Verdict remembered = verdicts.get(place);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    try {
      Verdict found = source.find(protocol, address, account);
      verdicts.put(place, found, found instanceof Verdict.Known ? LIFE : NEGATIVE_LIFE);
      return Optional.of(found);
    } catch (RouteException unavailable) {
      return Optional.empty();
    }
  }

  /** This process has looked up a route by itself: its server is one of ours. */
  void learn(UpstreamProtocol protocol, Route route) {
    if (!route.cacheable()) {
      return;
    }
    Verdict known = new Verdict.Known(route.host(), route.addresses());
    List<UpstreamAddress> ways = new ArrayList<>();
    ways.add(new UpstreamAddress(route.host(), route.port()));
    for (InetSocketAddress address : route.addresses()) {
      ways.add(new UpstreamAddress(Addresses.text(address.getAddress()), route.port()));
    }
    for (UpstreamAddress way : ways) {
      verdicts.put(Place.of(protocol, way, route.account()), known, LIFE);
    }
  }
}
