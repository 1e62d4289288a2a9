package org.gatepost.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Hosts on one wire that know each other by name. Each reaches every address over the wire without
 * a router, so addresses may be of any networks, and nothing but the hosts' own firewalls is
 * between them.
 */
public final class Network implements AutoCloseable {
  private final Namespace wire;
  private final Map<String, Namespace> hosts = new LinkedHashMap<>();

  private Network(Namespace wire) {
    this.wire = wire;
  }

  /**
   * One host.
   *
   * @param ipv4 its address, with the length of its network's prefix
   * @param ipv6 the same
   */
  public record Place(String name, String ipv4, String ipv6) {
    /** Its IPv4 address alone. */
    public String ipv4Address() {
      return ipv4.replaceFirst("/.*", "");
    }

    /** Its IPv6 address alone. */
    public String ipv6Address() {
      return ipv6.replaceFirst("/.*", "");
    }

    private String hostsLine() {
      return "%s %s\n%s %s\n".formatted(ipv4Address(), name, ipv6Address(), name);
    }
  }

  /** Makes a network of these hosts. */
  public static Network of(List<Place> places) throws IOException {
    var network = new Network(Namespace.create("wire"));
    try {
      network.wire.shell("ip link add wire type bridge; ip link set wire up").success();
      var names = places.stream().map(Place::hostsLine).collect(Collectors.joining());
      for (var place : places) {
        network.add(place, "127.0.0.1 localhost\n::1 localhost\n" + names);
      }
      return network;
    } catch (IOException | AssertionError e) {
      network.close();
      throw e;
    }
  }

  private void add(Place place, String names) throws IOException {
    var host = Namespace.create(place.name());
    hosts.put(place.name(), host);
    Files.writeString(host.file("/etc/hosts"), names);
    // Made here and moved there: the process of the other end is known by this machine's number.
    var end = "end" + hosts.size();
    Programs.run(
            List.of(
                "nsenter",
                "--target=" + wire.pid(),
                "--net",
                "/bin/sh",
                "-ec",
                """
                ip link add %1$s type veth peer name eth0 netns %2$d
                ip link set %1$s master wire up
                """
                    .formatted(end, host.pid())))
        .success();
    host.shell(
            """
            ip address add %s dev eth0
            ip address add %s dev eth0 nodad
            ip link set eth0 up
            ip route add default dev eth0
            ip -6 route add default dev eth0
            """
                .formatted(place.ipv4(), place.ipv6()))
        .success();
  }

  /** The host of that name. */
  public Namespace host(String name) {
    var host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host " + name + " among " + hosts.keySet());
    }
    return host;
  }

  @Override
  public void close() {
    hosts.values().forEach(Namespace::close);
    wire.close();
  }
}
