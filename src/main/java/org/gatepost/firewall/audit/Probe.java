package org.gatepost.firewall.audit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.firewall.plan.Whitelists;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.Opening;
import org.gatepost.settings.Cidr;

/**
 * Connects to the hosts of the system, and to no other, from this machine: what it gets to is laid
 * beside what the whitelist of each host has for it. Nothing is said over TCP; memcached is asked
 * over UDP as attackers do.
 */
final class Probe {
  private static final int PATIENCE_MILLIS = 2_000;

  /** Firewalls and people take many at once for an attack. */
  private static final Semaphore AT_ONCE = new Semaphore(64);

  private static final int MEMCACHED = 11211;

  /** A request of its own, the first of one datagram; then a command. */
  private static final byte[] STATS =
      "\0\1\0\0\0\1\0\0stats\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum Answer {
    OPEN,
    REFUSED,
    SILENT
  }

  private Probe() {}

  static List<Finding> look(Scene scene, Report report) throws FirewallException {
    List<Host> hosts =
        (scene.here() ? scene.system().hosts() : List.of(scene.host()))
            .stream()
                .filter(host -> host.addresses().stream().noneMatch(scene.own()::contains))
                .toList();
    if (hosts.isEmpty()) {
      return List.of(
          report.skipped("The system has no other host than this one: probe from another."));
    }
    List<Finding> findings = new ArrayList<>();
    for (Host host : hosts) {
      findings.addAll(probe(host, scene, report));
    }
    return findings;
  }

  private static List<Finding> probe(Host host, Scene scene, Report report)
      throws FirewallException {
    if (host.addresses().isEmpty()) {
      return List.of(report.warn(host.name() + " has no address that could be tried.", List.of()));
    }
    Whitelist whitelist = Whitelists.of(scene.system(), host, scene.terms());
    Map<InetSocketAddress, CompletableFuture<Answer>> asked = new LinkedHashMap<>();
    for (InetAddress address : host.addresses()) {
      for (int port : ports(host)) {
        InetSocketAddress door = new InetSocketAddress(address, port);
        asked.put(door, apart(() -> knock(door)));
      }
    }
    List<CompletableFuture<List<String>>> udp =
        host.addresses().stream().map(address -> apart(() -> stats(address, host))).toList();
    List<String> wide = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    asked.forEach((door, answer) -> {
      boolean allowed = allowed(whitelist, door.getPort(), scene);
      Answer said = answer.join();
      if (said == Answer.OPEN && !allowed) {
        wide.add(text(door));
      } else if (said == Answer.SILENT && allowed) {
        silent.add(text(door));
      }
    });
    List<Finding> findings = new ArrayList<>();
    String from = from(scene);
    List<String> floods = udp.stream().map(CompletableFuture::join).flatMap(List::stream).toList();
    String remedy = "run on %s: gatepost firewall audit".formatted(host.name());
    if (!wide.isEmpty()) {
      findings.add(
          report.fail(
              "%s lets in this machine, %s, where it has no business.".formatted(host.name(), from),
              wide,
              remedy));
    }
    if (!floods.isEmpty()) {
      findings.add(
          report.fail(
              "memcached of %s answers over UDP: strangers flood others through it."
                  .formatted(host.name()),
              floods,
              remedy));
    }
    if (!silent.isEmpty()) {
      findings.add(
          report.warn(
              "%s does not answer this machine, %s, where the whitelist has it."
                  .formatted(host.name(), from),
              silent,
              remedy));
    }
    return findings.isEmpty()
        ? List.of(
            report.ok(
                "%s is open to this machine, %s, where the whitelist has it and nowhere else."
                    .formatted(host.name(), from)))
        : findings;
  }

  /** As whom this machine sees the others. */
  private static String from(Scene scene) {
    return scene.system().hosts().stream()
        .filter(host -> host.addresses().stream().anyMatch(scene.own()::contains))
        .findFirst()
        .map(host -> "which is " + host.name() + " and no stranger")
        .orElse("which is no host of the system");
  }

  private static boolean allowed(Whitelist whitelist, int port, Scene scene) {
    return whitelist.permits().stream()
        .filter(permit -> permit.transport() == Transport.TCP && permit.port() == port)
        .anyMatch(
            permit -> scene.own().stream().anyMatch(address -> Scene.admits(permit, address)));
  }

  private static Set<Integer> ports(Host host) {
    Set<Integer> ports = new LinkedHashSet<>();
    host.openings().stream()
        .filter(opening -> opening.port().transport() == Transport.TCP)
        .map(Opening::number)
        .forEach(ports::add);
    Catalogue.ports().stream()
        .filter(port -> port.transport() == Transport.TCP)
        .forEach(port -> ports.add(port.number()));
    ports.remove(0);
    return ports;
  }

  private interface Asking<T> {
    T ask();
  }

  private static <T> CompletableFuture<T> apart(Asking<T> asking) {
    return CompletableFuture.supplyAsync(
        () -> {
          AT_ONCE.acquireUninterruptibly();
          try {
            return asking.ask();
          } finally {
            AT_ONCE.release();
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static Answer knock(InetSocketAddress door) {
    try (Socket socket = new Socket()) {
      socket.connect(door, PATIENCE_MILLIS);
      return Answer.OPEN;
    } catch (SocketTimeoutException e) {
      return Answer.SILENT;
    } catch (IOException e) {
      // Refused, or no route: either way nobody gets in.
      return Answer.REFUSED;
    }
  }

  /** Where memcached answers; nothing where it does not, as it should be. */
  private static List<String> stats(InetAddress address, Host host) {
    List<String> answered = new ArrayList<>();
    Stream.concat(
            Stream.of(MEMCACHED),
            host.openings().stream()
                .filter(opening -> opening.port().number() == MEMCACHED)
                .map(Opening::number))
        .distinct()
        .forEach(port -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(address, port));
            socket.send(new DatagramPacket(STATS, STATS.length));
            byte[] answer = new byte[1_500];
            socket.receive(new DatagramPacket(answer, answer.length));
            answered.add("udp " + text(new InetSocketAddress(address, port)));
          } catch (IOException e) {
            // Nobody answers, or an ICMP message says that nobody is there.
          }
        });
    return answered;
  }

  private static String text(InetSocketAddress door) {
    String address = Cidr.text(door.getAddress());
    return (Words.isIpv4(door.getAddress()) ? address : "[" + address + "]") + ":" + door.getPort();
  }
}
