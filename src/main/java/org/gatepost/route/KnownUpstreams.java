package org.gatepost.route;

import java.net.InetSocketAddress;
import java.time.Duration;
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

  private record Place(UpstreamProtocol protocol, UpstreamAddress address) {}

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
     * Finds a server; may block.
     *
     * @throws RouteException if it cannot be found out now
     */
    Verdict find(UpstreamProtocol protocol, UpstreamAddress address) throws RouteException;
  }

  public KnownUpstreams(Source source) {
    this(source, System::nanoTime);
  }

  KnownUpstreams(Source source, LongSupplier nanoClock) {
    this.source = source;
    this.verdicts = new ShortMemory<>(CAPACITY, nanoClock);
  }

  /** What is known without asking anybody, or null; never blocks. */
  @Nullable Verdict remembered(UpstreamProtocol protocol, UpstreamAddress address) {
    return verdicts.get(new Place(protocol, address));
  }

  /** The verdict, found out if need be; empty if nobody can tell now. May block. */
  public Optional<Verdict> verdict(UpstreamProtocol protocol, UpstreamAddress address) {
    Place place = new Place(protocol, address);
    Verdict remembered = verdicts.get(place);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    try {
      Verdict found = source.find(protocol, address);
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
    for (InetSocketAddress address : route.addresses()) {
      String text = Addresses.text(address.getAddress());
      verdicts.put(new Place(protocol, new UpstreamAddress(text, route.port())), known, LIFE);
    }
    verdicts.put(new Place(protocol, new UpstreamAddress(route.host(), route.port())), known, LIFE);
  }
}
