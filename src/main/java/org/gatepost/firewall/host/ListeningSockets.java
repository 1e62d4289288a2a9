package org.gatepost.firewall.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Transport;

/**
 * The sockets of this host that take what strangers send: TCP sockets that listen, and UDP sockets
 * that are bound and not connected to one peer. Out of {@code /proc}.
 *
 * <p>The kernel does not show there whether a socket of {@code [::]} takes IPv4 too. It is said to
 * unless there is a socket of {@code 0.0.0.0} with the same port: a listener too many is looked at,
 * one too few is not.
 */
public final class ListeningSockets {
  private static final String TCP_LISTEN = "0A";
  private static final String UDP_UNCONNECTED = "07";

  private record Row(Transport transport, InetAddress address, int port, String inode) {}

  private ListeningSockets() {}

  /**
   * Reads them; of other users' sockets the owner is known to root alone.
   *
   * @return by port, then transport
   */
  public static List<ListeningSocket> read() throws FirewallException {
    return read(Path.of("/proc"));
  }

  static List<ListeningSocket> read(Path proc) throws FirewallException {
    List<Row> rows = new ArrayList<>();
    rows.addAll(rows(proc, "tcp", Transport.TCP));
    rows.addAll(rows(proc, "tcp6", Transport.TCP));
    rows.addAll(rows(proc, "udp", Transport.UDP));
    rows.addAll(rows(proc, "udp6", Transport.UDP));
    Map<String, String> owners = owners(proc);
    return rows.stream()
        .map(row ->
            new ListeningSocket(
                row.transport(),
                row.address(),
                row.port(),
                alsoIpv4(row, rows),
                Optional.ofNullable(owners.get(row.inode()))))
        .distinct()
        .sorted(
            Comparator.comparingInt(ListeningSocket::port)
                .thenComparing(ListeningSocket::transport)
                .thenComparing(socket -> socket.address().getHostAddress()))
        .toList();
  }

  private static boolean alsoIpv4(Row row, List<Row> rows) {
    return isWildcard6(row)
        && rows.stream()
            .noneMatch(other ->
                other.address().isAnyLocalAddress()
                    && !isWildcard6(other)
                    && other.port() == row.port()
                    && other.transport() == row.transport());
  }

  private static boolean isWildcard6(Row row) {
    return row.address().isAnyLocalAddress() && row.address().getAddress().length == 16;
  }

  private static List<Row> rows(Path proc, String table, Transport transport)
      throws FirewallException {
    Path file = proc.resolve("net").resolve(table);
    if (!Files.exists(file)) {
      // A kernel without IPv6.
      return List.of();
    }
    String wanted = transport == Transport.TCP ? TCP_LISTEN : UDP_UNCONNECTED;
    try {
      return Files.readAllLines(file).stream()
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > 9 && words[3].equals(wanted))
          .map(words -> row(transport, words[1], words[9]))
          .toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new FirewallException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Row row(Transport transport, String local, String inode) {
    int colon = local.indexOf(':');
    return new Row(
        transport,
        address(local.substring(0, colon)),
        Integer.parseInt(local.substring(colon + 1), 16),
        inode);
  }

  /**
   * Words of 32 bits in this machine's order, which on all that Java 25 runs on is the little end
   * first.
   */
  private static InetAddress address(String hexadecimal) {
    byte[] bytes = new byte[hexadecimal.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int at = (i / 4 * 4 + 3 - i % 4) * 2;
      bytes[i] = (byte) Integer.parseInt(hexadecimal.substring(at, at + 2), 16);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(hexadecimal + " is no address", e);
    }
  }

  /** Inodes of sockets with the process that has each; of several the oldest. */
  private static Map<String, String> owners(Path proc) {
    Map<String, String> owners = new HashMap<>();
    try (Stream<Path> entries = Files.list(proc)) {
      entries
          .filter(entry -> entry.getFileName().toString().matches("\\d+"))
          .sorted(
              Comparator.comparingInt(entry -> Integer.parseInt(entry.getFileName().toString())))
          .forEach(process -> addOwner(process, owners));
    } catch (IOException e) {
      // Then nobody's are known.
    }
    return owners;
  }

  private static void addOwner(Path process, Map<String, String> owners) {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      String name = Files.readString(process.resolve("comm")).strip();
      descriptors.forEach(descriptor ->
          inode(descriptor)
              .ifPresent(
                  inode -> owners.putIfAbsent(inode, name + " (" + process.getFileName() + ")")));
    } catch (IOException e) {
      // It has ended, or belongs to another user.
    }
  }

  private static Optional<String> inode(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:[")
          ? Optional.of(target.substring(8, target.length() - 1))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
