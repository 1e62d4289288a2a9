package org.gatepost.net.listener;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.gatepost.net.Transport;

/** Listening sockets that another process has handed over, until they are claimed. */
public final class InheritedSockets implements AutoCloseable {
  /**
   * What the sockets of a door are.
   *
   * @param wanted the configured address, whose port may be 0
   * @param address the address with the port that was really taken
   * @param descriptors the numbers that the sockets have here
   */
  public record Door(
      InetSocketAddress wanted,
      InetSocketAddress address,
      boolean onlyIpv6,
      List<Integer> descriptors) {}

  private final List<Door> unclaimed = new ArrayList<>();

  public InheritedSockets(List<Door> doors) {
    unclaimed.addAll(doors);
  }

  /** None, for a process that begins by itself. */
  public static InheritedSockets none() {
    return new InheritedSockets(List.of());
  }

  /** The listener that has such a door's sockets, if there are any. */
  public synchronized Optional<Listener> claim(
      Transport transport, InetSocketAddress wanted, boolean onlyIpv6, Reception reception)
      throws IOException {
    Iterator<Door> doors = unclaimed.iterator();
    while (doors.hasNext()) {
      Door door = doors.next();
      if (door.wanted().equals(wanted) && door.onlyIpv6() == onlyIpv6) {
        doors.remove();
        return Optional.of(Listener.adopt(transport, door, reception));
      }
    }
    return Optional.empty();
  }

  /** Closes those that nobody wants. */
  @Override
  public synchronized void close() {
    for (Door door : unclaimed) {
      for (int descriptor : door.descriptors()) {
        try {
          new FileDescriptor(descriptor).close();
        } catch (IOException ignored) {
          // It is gone, which is what was wanted.
        }
      }
    }
    unclaimed.clear();
  }
}
