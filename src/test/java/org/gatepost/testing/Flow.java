package org.gatepost.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatepost.testing.Network.Place;

/**
 * One thing that might be possible in a {@link MailNetwork}: from there, to that port of one of the
 * addresses.
 *
 * @param port {@code 143/tcp}
 */
public record Flow(Place from, Place to, boolean ipv6, String port) {
  /**
   * All flows to these ports of the servers, over IPv4 and IPv6, except each server's to itself.
   */
  public static List<Flow> all(List<String> ports) {
    List<Flow> flows = new ArrayList<>();
    for (var from : MailNetwork.PLACES) {
      for (var to : MailNetwork.SERVERS) {
        for (var port : from.equals(to) ? List.<String>of() : ports) {
          flows.add(new Flow(from, to, false, port));
          flows.add(new Flow(from, to, true, port));
        }
      }
    }
    return flows;
  }

  /** Where it comes from. */
  public String source() {
    return ipv6 ? from.ipv6Address() : from.ipv4Address();
  }

  /** Where it goes to. */
  public String destination() {
    return ipv6 ? to.ipv6Address() : to.ipv4Address();
  }

  @Override
  public String toString() {
    return "%s → %s %s %s".formatted(from.name(), to.name(), ipv6 ? "IPv6" : "IPv4", port);
  }

  /** Those of these flows that are possible; all are tried at once. */
  public static Set<Flow> possible(MailNetwork system, List<Flow> flows, Set<Flow> expected)
      throws IOException {
    Set<Flow> possible = new HashSet<>();
    system
        .onEach(MailNetwork.PLACES, from -> possibleFrom(system, from, flows, expected))
        .values()
        .forEach(possible::addAll);
    return possible;
  }

  private static Set<Flow> possibleFrom(
      MailNetwork system, Place from, List<Flow> flows, Set<Flow> expected) throws IOException {
    Map<String, Flow> attempts = new HashMap<>();
    for (var flow : flows) {
      if (flow.from().equals(from)) {
        var hope = expected.contains(flow) ? " expected" : "";
        attempts.put(flow.destination() + " " + flow.port() + hope, flow);
      }
    }
    Set<Flow> reached = new HashSet<>();
    for (var line : system.reached(from, List.copyOf(attempts.keySet()))) {
      reached.add(attempts.get(line));
    }
    return reached;
  }
}
