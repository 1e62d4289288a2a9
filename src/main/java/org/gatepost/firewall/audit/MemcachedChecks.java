package org.gatepost.firewall.audit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatepost.directory.DirectoryException;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.firewall.system.Opening;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.RouteAttributes;

/** The memcached of this host: spec http 6.5. It asks nobody for a password. */
final class MemcachedChecks {
  private static final int USUAL = 11211;
  private static final int PATIENCE_MILLIS = 2_000;
  private static final Pattern VERSION =
      Pattern.compile("VERSION (\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");
  private static final int LONGEST = 64;
  private static final Pattern UDP_OFF = Pattern.compile(" (?:-U ?|--udp-port[= ])0(?: |$)");
  private static final Pattern OWNER = Pattern.compile("memcached.* \\((\\d+)\\)");
  private static final String RESTART = "zmmemcachedctl restart";

  private MemcachedChecks() {}

  static List<Finding> udp(Scene scene, Report report) {
    List<String> sockets = sockets(scene, Transport.UDP).stream().map(Words::of).toList();
    return List.of(
        sockets.isEmpty()
            ? report.ok("memcached takes no UDP.")
            : report.fail(
                "memcached takes UDP: strangers flood others through it (CVE-2018-1000115).",
                sockets,
                "sed -i '/^-U/d; $a -U 0' /etc/memcached.conf && systemctl restart memcached",
                RESTART));
  }

  static List<Finding> bind(Scene scene, Report report) {
    List<ListeningSocket> sockets = sockets(scene, Transport.TCP);
    if (sockets.isEmpty()) {
      return List.of(report.ok("No memcached listens here."));
    }
    List<String> open =
        sockets.stream()
            .filter(
                socket -> socket.address().isAnyLocalAddress() || !Private.has(socket.address()))
            .map(Words::of)
            .toList();
    return List.of(
        open.isEmpty()
            ? report.ok(
                "memcached listens on private addresses alone.",
                sockets.stream().map(Words::of).toList())
            : report.fail(
                "memcached, which has no passwords, listens on all addresses or on a public one.",
                open,
                "zmprov ms %s zimbraMemcachedBindAddress %s"
                    .formatted(scene.host().name(), address(scene)),
                RESTART));
  }

  /** Where it should listen: for itself where it is alone, else where the others reach it. */
  private static String address(Scene scene) {
    return scene.system().isSingle()
        ? "127.0.0.1"
        : scene.host().addresses().stream()
            .filter(Private::has)
            .findFirst()
            .map(Cidr::text)
            .orElse("127.0.0.1");
  }

  static List<Finding> version(Scene scene, Report report) {
    List<Finding> findings = new ArrayList<>();
    Set<Integer> asked = new LinkedHashSet<>();
    for (ListeningSocket socket : sockets(scene, Transport.TCP)) {
      if (asked.add(socket.port())) {
        findings.add(version(socket, report));
      }
    }
    return findings.isEmpty() ? List.of(report.ok("No memcached listens here.")) : findings;
  }

  private static Finding version(ListeningSocket socket, Report report) {
    String said = ask(socket);
    Matcher version = VERSION.matcher(said);
    if (!version.lookingAt()) {
      return report.warn(
          "What listens at memcached's port does not tell its version.",
          List.of(Words.of(socket)),
          "echo version | nc -q1 127.0.0.1 " + socket.port());
    }
    List<String> evidence = List.of(Words.of(socket), version.group());
    if (compare(version) >= 0) {
      return report.ok("memcached keeps UDP off unless told otherwise.", evidence);
    }
    Optional<List<String>> flags = commandLine(socket);
    if (flags.isEmpty()) {
      return report.warn(
          "memcached is older than 1.5.6, which takes UDP unless told otherwise, and its options cannot be seen.",
          evidence,
          "run the audit as root, or update memcached");
    }
    return udpIsOff(flags.get())
        ? report.ok("memcached is older than 1.5.6, and UDP is off by -U 0.", evidence)
        : report.fail(
            "memcached is older than 1.5.6 and runs without -U 0: it takes UDP.",
            evidence,
            "apt-get install --only-upgrade memcached",
            RESTART);
  }

  private static int compare(Matcher version) {
    int[] own = new int[3];
    for (int i = 0; i < own.length; i++) {
      own[i] = Integer.parseInt(version.group(i + 1));
    }
    return Arrays.compare(own, new int[] {1, 5, 6});
  }

  static boolean udpIsOff(List<String> commandLine) {
    return UDP_OFF.matcher(String.join(" ", commandLine)).find();
  }

  private static String ask(ListeningSocket socket) {
    InetAddress address =
        socket.address().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : socket.address();
    try (Socket connection = new Socket()) {
      connection.connect(new InetSocketAddress(address, socket.port()), PATIENCE_MILLIS);
      connection.setSoTimeout(PATIENCE_MILLIS);
      connection.getOutputStream().write("version\r\n".getBytes(StandardCharsets.US_ASCII));
      return line(connection.getInputStream());
    } catch (IOException e) {
      return "";
    }
  }

  /** Up to the end of a line, or as much as a version can have. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet >= 0 && octet != '\n' && line.length() < LONGEST) {
      line.append((char) octet);
      octet = in.read();
    }
    return line.toString();
  }

  private static Optional<List<String>> commandLine(ListeningSocket socket) {
    Matcher owner = OWNER.matcher(socket.process().orElse(""));
    if (!owner.matches()) {
      return Optional.empty();
    }
    try {
      String line = Files.readString(Path.of("/proc", owner.group(1), "cmdline"));
      return Optional.of(List.of(line.split("\0", -1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The directory's word against what runs: an update may bring a wrong configuration. */
  static List<Finding> settings(Scene scene, Report report) throws DirectoryException {
    List<ListeningSocket> sockets = sockets(scene, Transport.TCP);
    if (sockets.isEmpty() || !scene.host().roles().contains(Role.MEMCACHED)) {
      return List.of(report.ok("The directory knows no memcached here that runs."));
    }
    String name = RouteAttributes.MEMCACHED_ADDRESS.name();
    List<String> said =
        scene
            .directory()
            .server(scene.host().name())
            .map(entry -> entry.all(name))
            .orElse(List.of());
    Set<String> running = new TreeSet<>();
    sockets.forEach(socket -> running.add(Cidr.text(socket.address())));
    String runs = "memcached listens on " + String.join(", ", running);
    String remedy = "zmprov ms %s %s %s".formatted(scene.host().name(), name, address(scene));
    if (said.isEmpty()
        && sockets.stream().allMatch(socket -> socket.address().isLoopbackAddress())) {
      return List.of(
          report.ok("memcached listens on loopback, where Gatepost starts it.", List.of(runs)));
    }
    if (said.isEmpty()) {
      return List.of(
          report.warn(
              "%s is not set: Zimbra's own script would start memcached on all addresses."
                  .formatted(name),
              List.of(runs),
              remedy,
              RESTART));
    }
    Set<String> wanted = new TreeSet<>();
    for (String list : said) {
      for (String word : list.split("[,\\s]+", -1)) {
        wanted.addAll(addresses(word));
      }
    }
    return List.of(
        wanted.equals(running)
            ? report.ok("memcached listens where the directory says.", List.of(runs))
            : report.fail(
                "memcached does not listen where the directory says.",
                List.of(runs, name + " says " + String.join(", ", wanted)),
                RESTART));
  }

  private static List<String> addresses(String name) {
    try {
      return name.isEmpty()
          ? List.of()
          : Arrays.stream(InetAddress.getAllByName(name)).map(Cidr::text).toList();
    } catch (UnknownHostException e) {
      return List.of(name);
    }
  }

  private static List<ListeningSocket> sockets(Scene scene, Transport transport) {
    Set<Integer> ports = new LinkedHashSet<>();
    ports.add(USUAL);
    scene.host().openings().stream()
        .filter(opening -> opening.port().number() == USUAL)
        .map(Opening::number)
        .forEach(ports::add);
    return scene.sockets().what().orElseThrow().stream()
        .filter(socket ->
            socket.transport() == transport
                && (ports.contains(socket.port())
                    || socket.process().filter(owner -> owner.startsWith("memcached")).isPresent()))
        .toList();
  }
}
