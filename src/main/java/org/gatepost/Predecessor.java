package org.gatepost;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import org.gatepost.net.Transport;
import org.gatepost.net.listener.InheritedSockets;
import org.gatepost.net.listener.SocketHandover;

/**
 * The process whose doors this one is to take over; it has started us (see {@link Succession}) and
 * goes on if we fail.
 */
final class Predecessor implements AutoCloseable {
  /** Names the control socket of the process that has started us. */
  static final String VARIABLE = "GATEPOST_PREDECESSOR";

  private final ControlClient process;

  private Predecessor(ControlClient process) {
    this.process = process;
  }

  /** The predecessor that the environment names, if it does. */
  static Optional<Predecessor> ofEnvironment() throws IOException {
    String socket = System.getenv(VARIABLE);
    if (socket == null || socket.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Predecessor> found = ControlClient.connect(Path.of(socket)).map(Predecessor::new);
      if (found.isEmpty()) {
        throw new IOException("The process that is to be succeeded is gone.");
      }
      return found;
    } catch (ControlException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Takes its listening sockets; both of us have them from now on. */
  InheritedSockets sockets(Transport transport) throws IOException {
    Map<String, Object> reply = ask("hand-over", Map.of());
    List<Integer> descriptors =
        SocketHandover.take(transport, Path.of(String.valueOf(reply.get("path"))));
    List<InheritedSockets.Door> doors = new ArrayList<>();
    int next = 0;
    if (reply.get("doors") instanceof List<?> list) {
      for (Object member : list) {
        Map<?, ?> door = (Map<?, ?>) member;
        int end = next + number(door, "sockets");
        if (end > descriptors.size()) {
          throw new IOException("The process that is to be succeeded offers too few sockets.");
        }
        doors.add(
            new InheritedSockets.Door(
                address(door, "wantedPort"),
                address(door, "port"),
                Boolean.TRUE.equals(door.get("onlyIpv6")),
                descriptors.subList(next, end)));
        next = end;
      }
    }
    return new InheritedSockets(doors);
  }

  private static int number(Map<?, ?> door, String member) {
    return door.get(member) instanceof Long number ? number.intValue() : 0;
  }

  private static InetSocketAddress address(Map<?, ?> door, String port) {
    return new InetSocketAddress(
        InetAddress.ofLiteral(String.valueOf(door.get("address"))), number(door, port));
  }

  /** Our doors accept: it accepts no more, and lets go of the directory. */
  void takeOver() throws IOException {
    ask("take-over", Map.of());
  }

  /** All is ours: it only ends its sessions from now on. */
  void takenOver() throws IOException {
    ask("taken-over", Map.of());
  }

  /** We do not start; it goes on. */
  void failed(String sentence) {
    try {
      ask("not-started", Map.of("reason", sentence));
    } catch (IOException gone) {
      // It sees our end as well.
    }
  }

  private Map<String, Object> ask(String command, Map<String, String> arguments)
      throws IOException {
    try {
      return process.ask(command, arguments, progress -> {});
    } catch (ControlException e) {
      throw new IOException("The process that is to be succeeded: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
