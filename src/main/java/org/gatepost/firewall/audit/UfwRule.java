package org.gatepost.firewall.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatepost.firewall.plan.Ufw;
import org.gatepost.firewall.rules.Packet;
import org.gatepost.settings.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A rule as ufw keeps it in its own files, from which follows the command that takes it away.
 *
 * @param action {@code allow}, {@code limit}, {@code deny}, {@code reject}; with {@code _log}
 * @param protocol or {@code any}
 * @param ports or {@code any}
 * @param fromPorts ports of the sender, or {@code any}
 * @param profile an application's, or {@code -}
 * @param fromProfile the same of the sender's ports
 * @param device the interface, or nothing
 * @param planned whether it is a plan's
 */
record UfwRule(
    String action,
    String protocol,
    String ports,
    Cidr destination,
    String fromPorts,
    Cidr source,
    String profile,
    String fromProfile,
    String device,
    boolean planned) {
  /** {@code ### tuple ### allow tcp 25,80 0.0.0.0/0 any 10.0.0.0/8 My%20Mail - in comment=6869}. */
  private static final Pattern TUPLE =
      Pattern.compile(
          "### tuple ### ((?:allow|limit|deny|reject)(?:_log(?:-all)?)?) (\\w+) ([\\w,:]+) ([\\w.:/]+)"
              + " ([\\w,:]+) ([\\w.:/]+)(?: (\\S+) (\\S+))? in(?:_([\\w.@+-]+))?(?: comment=(\\w*))?");

  /** Every rule for packets to this host, in the order in which ufw asks them; none without ufw. */
  static List<UfwRule> read() {
    List<UfwRule> rules = new ArrayList<>();
    for (String file : List.of("/etc/ufw/user.rules", "/etc/ufw/user6.rules")) {
      try (Stream<String> lines = Files.lines(Path.of(file))) {
        lines.flatMap(line -> parse(line).stream()).forEach(rules::add);
      } catch (IOException e) {
        // Then nothing is known of its rules, and the whole plan is the remedy.
      }
    }
    return rules;
  }

  static Optional<UfwRule> parse(String line) {
    Matcher tuple = TUPLE.matcher(line);
    if (!tuple.matches()) {
      return Optional.empty();
    }
    String comment = Optional.ofNullable(tuple.group(10)).orElse("");
    try {
      return Optional.of(
          new UfwRule(
              tuple.group(1),
              tuple.group(2),
              tuple.group(3),
              Cidr.parse(tuple.group(4)),
              tuple.group(5),
              Cidr.parse(tuple.group(6)),
              profile(tuple.group(7)),
              profile(tuple.group(8)),
              Optional.ofNullable(tuple.group(9)).orElse(""),
              new String(HexFormat.of().parseHex(comment), StandardCharsets.UTF_8)
                  .startsWith(Ufw.MARK)));
    } catch (IllegalArgumentException notOfUfw) {
      return Optional.empty();
    }
  }

  private static String profile(@Nullable String word) {
    return word == null ? "-" : word.replace("%20", " ");
  }

  boolean letsIn() {
    return action.startsWith("allow") || action.startsWith("limit");
  }

  /** Whether the packet meets it, whatever the interface. */
  boolean matches(Packet packet) {
    return (protocol.equals("any") || protocol.equals(packet.transport().toString()))
        && fromPorts.equals("any")
        && !device.equals("lo")
        && destination.contains(packet.destination())
        && source.contains(packet.source())
        && has(packet.destinationPort());
  }

  private boolean has(int port) {
    return ports.equals("any")
        || Stream.of(ports.split(",", -1))
            .map(part -> part.split(":", 2))
            .anyMatch(ends ->
                Integer.parseInt(ends[0]) <= port
                    && port <= Integer.parseInt(ends[ends.length - 1]));
  }

  /** The command that takes it away, in the words in which {@code ufw show added} has it. */
  String delete() {
    StringBuilder line = new StringBuilder("ufw delete ").append(action.split("_", 2)[0]);
    if (!device.isEmpty()) {
      line.append(" in on ").append(device);
    }
    if (action.contains("_")) {
      line.append(' ').append(action.split("_", 2)[1]);
    }
    boolean fromAny = isAny(source, fromPorts, fromProfile);
    if (fromAny && device.isEmpty() && destination.prefix() == 0) {
      return line.append(' ')
          .append(profile.equals("-") ? ports + protocol("/") : quoted(profile))
          .toString();
    }
    if (!fromAny) {
      line.append(" from ").append(end(source, fromPorts, fromProfile));
    }
    if (!isAny(destination, ports, profile)) {
      line.append(" to ").append(end(destination, ports, profile));
    }
    boolean named = !profile.equals("-") || !fromProfile.equals("-");
    return line.append(named ? "" : protocol(" proto ")).toString();
  }

  private String protocol(String before) {
    return protocol.equals("any") ? "" : before + protocol;
  }

  private static boolean isAny(Cidr network, String ports, String profile) {
    return network.prefix() == 0 && ports.equals("any") && profile.equals("-");
  }

  private static String end(Cidr network, String ports, String profile) {
    String address = network.prefix() == 0 ? "any" : network.text();
    if (!profile.equals("-")) {
      return address + " app " + quoted(profile);
    }
    return ports.equals("any") ? address : address + " port " + ports;
  }

  private static String quoted(String name) {
    return name.matches("[\\w.-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
