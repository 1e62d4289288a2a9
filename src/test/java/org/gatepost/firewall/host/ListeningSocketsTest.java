package org.gatepost.firewall.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gatepost.firewall.catalogue.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets as {@code /proc} shows them: the kernel's own, and tables of the test's. */
final class ListeningSocketsTest {
  private static final String HEAD = "  sl  local_address rem_address   st tx_queue\n";
  private static final String ALL = "00000000";
  private static final String ALL6 = "00000000000000000000000000000000";

  @TempDir private Path proc;

  @BeforeEach
  void makeTables() throws Exception {
    Files.createDirectories(proc.resolve("net"));
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      Files.writeString(proc.resolve("net").resolve(table), HEAD);
    }
  }

  @Test
  void aSocketOfThisProcessIsFoundWithItsOwner() throws Exception {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      List<ListeningSocket> sockets = ListeningSockets.read();
      assertThat(at(sockets, Transport.TCP, tcp.getLocalPort()).process().orElse(""))
          .endsWith(" (" + ProcessHandle.current().pid() + ")");
      assertThat(at(sockets, Transport.UDP, udp.getLocalPort()).alsoIpv4()).isFalse();
    }
  }

  @Test
  void addressesAreReadInTheKernelsOrder() throws Exception {
    add("tcp", "0100090A:2BCB", "0A", 1);
    add("tcp6", "B80D0120000000000000000001000000:01BB", "0A", 2);
    assertThat(ListeningSockets.read(proc))
        .extracting(socket -> socket.address().getHostAddress() + " " + socket.port())
        .containsExactly("2001:db8:0:0:0:0:0:1 443", "10.9.0.1 11211");
  }

  @Test
  void whatDoesNotListenIsPassedOver() throws Exception {
    add("tcp", "0100090A:0016", "01", 1);
    add("udp", "0100090A:0035", "01", 2);
    add("udp", "0100090A:0035", "07", 3);
    assertThat(ListeningSockets.read(proc))
        .singleElement()
        .extracting(ListeningSocket::transport)
        .isEqualTo(Transport.UDP);
  }

  @Test
  void anIpv6SocketOfAllAddressesIsTakenToHaveIpv4Too() throws Exception {
    add("tcp6", ALL6 + ":0050", "0A", 1);
    add("tcp6", ALL6 + ":0051", "0A", 2);
    add("tcp", ALL + ":0051", "0A", 3);
    List<ListeningSocket> sockets = ListeningSockets.read(proc);
    assertThat(at(sockets, Transport.TCP, 0x50).alsoIpv4()).isTrue();
    assertThat(sockets)
        .filteredOn(socket -> socket.port() == 0x51)
        .hasSize(2)
        .noneMatch(ListeningSocket::alsoIpv4);
  }

  @Test
  void anOwnerThatIsNotShownIsNotMadeUp() throws Exception {
    add("tcp", ALL + ":0050", "0A", 1);
    assertThat(ListeningSockets.read(proc).getFirst().process()).isEqualTo(Optional.empty());
  }

  private void add(String table, String local, String state, int inode) throws Exception {
    Path file = proc.resolve("net").resolve(table);
    String row =
        "   0: %s 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0        0 %d 1\n"
            .formatted(local, state, inode);
    Files.writeString(file, Files.readString(file) + row);
  }

  private static ListeningSocket at(List<ListeningSocket> sockets, Transport transport, int port) {
    return sockets.stream()
        .filter(socket -> socket.transport() == transport && socket.port() == port)
        .findFirst()
        .orElseThrow();
  }
}
