package org.gatepost;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.net.Transport;
import org.gatepost.net.listener.InheritedSockets;
import org.gatepost.net.listener.Listener;
import org.gatepost.net.listener.Reception;

/**
 * The open doors. They are changed all at once or not at all: new ones open, those that stay get
 * another reception, the others accept no more.
 */
final class Doors implements AutoCloseable {
  /**
   * A door that is to be open.
   *
   * @param name how it is listed
   * @param words how a sentence that complains of it begins
   * @param address port 0 takes a free one
   * @param forOperators whether it stays open while the process drains
   */
  record Wanted(
      String name,
      String words,
      InetSocketAddress address,
      boolean onlyIpv6,
      boolean forOperators,
      Reception reception) {}

  /** What makes a door the same one after a change; the number counts those that look alike. */
  private record Place(
      String name, InetSocketAddress address, boolean onlyIpv6, boolean forOperators, int number) {}

  private record Open(Listener listener, Reception reception) {}

  private final Transport transport;
  private final InheritedSockets inherited;
  private Map<Place, Listener> open = new LinkedHashMap<>();

  /**
   * @param inherited what another process has handed over
   */
  Doors(Transport transport, InheritedSockets inherited) {
    this.transport = transport;
    this.inherited = inherited;
  }

  /**
   * Opens these doors and no others; those who are inside stay.
   *
   * @throws IOException with a sentence if one cannot be opened; then nothing has changed
   */
  synchronized void serve(List<Wanted> wanted) throws IOException {
    Map<Place, Wanted> places = places(wanted);
    Map<Place, Listener> next = new LinkedHashMap<>();
    List<Listener> opened = new ArrayList<>();
    List<Open> all = new ArrayList<>();
    try {
      for (Map.Entry<Place, Wanted> entry : places.entrySet()) {
        Listener listener = open.get(entry.getKey());
        if (listener == null) {
          listener = open(entry.getValue());
          opened.add(listener);
        }
        next.put(entry.getKey(), listener);
        all.add(new Open(listener, entry.getValue().reception()));
      }
    } catch (IOException e) {
      opened.forEach(Listener::close);
      throw e;
    }
    all.forEach(door -> door.listener().serve(door.reception()));
    open.forEach((place, listener) -> {
      if (!next.containsKey(place)) {
        listener.close();
      }
    });
    open = next;
  }

  private static Map<Place, Wanted> places(List<Wanted> wanted) {
    Map<Place, Wanted> places = new LinkedHashMap<>();
    for (Wanted door : wanted) {
      int number = 0;
      while (places.putIfAbsent(
              new Place(door.name(), door.address(), door.onlyIpv6(), door.forOperators(), number),
              door)
          != null) {
        number++;
      }
    }
    return places;
  }

  private Listener open(Wanted door) throws IOException {
    try {
      Optional<Listener> handedOver =
          inherited.claim(transport, door.address(), door.onlyIpv6(), door.reception());
      return handedOver.isPresent()
          ? handedOver.get()
          : Listener.open(
              transport,
              door.address(),
              door.onlyIpv6(),
              ownPorts(door.address()),
              door.reception());
    } catch (IOException e) {
      throw new IOException(door.words() + " " + e.getMessage(), e);
    }
  }

  /**
   * Ports that our own doors hold against an address: it may be taken before the one that has it
   * closes. At an address of its own such a port may be somebody else's.
   */
  private Set<Integer> ownPorts(InetSocketAddress wanted) {
    Set<Integer> ports = new HashSet<>();
    for (Listener listener : open.values()) {
      if (overlap(listener.address().getAddress(), wanted.getAddress())) {
        ports.add(listener.address().getPort());
      }
    }
    return ports;
  }

  private static boolean overlap(InetAddress one, InetAddress other) {
    return one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress();
  }

  /**
   * The open doors by name (a second one of a name has its port behind it), each with the address
   * and port that it really has.
   */
  synchronized Map<String, InetSocketAddress> addresses() {
    Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    open.forEach((place, listener) -> {
      String name = place.name();
      addresses.put(
          addresses.containsKey(name) ? name + " " + listener.address().getPort() : name,
          listener.address());
    });
    return addresses;
  }

  /** The listeners, for another process that takes over. */
  synchronized List<Listener> listeners() {
    return List.copyOf(open.values());
  }

  /** Receives no more clients; operators are still answered. */
  synchronized void drain() {
    open.entrySet()
        .removeIf(door -> {
          if (!door.getKey().forOperators()) {
            door.getValue().close();
          }
          return !door.getKey().forOperators();
        });
  }

  /** Accepts no more; connections that are open stay open. */
  @Override
  public synchronized void close() {
    open.values().forEach(Listener::close);
    open = new LinkedHashMap<>();
  }
}
