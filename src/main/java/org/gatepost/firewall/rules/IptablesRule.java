package org.gatepost.firewall.rules;

import java.net.InetAddress;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatepost.settings.Cidr;

/** One rule as {@code iptables-save} prints it: options that all must hold, then a target. */
final class IptablesRule {
  private static final Set<String> GO_ON =
      Set.of(
          "LOG",
          "NFLOG",
          "ULOG",
          "MARK",
          "CONNMARK",
          "TCPMSS",
          "CHECKSUM",
          "DSCP",
          "TOS",
          "TTL",
          "HL",
          "AUDIT",
          "TRACE",
          "SET",
          "CONNSECMARK",
          "SECMARK",
          "CLASSIFY",
          "TCPOPTSTRIP");

  private final Deque<String> words;

  private IptablesRule(Deque<String> words) {
    this.words = words;
  }

  /**
   * Reads a rule.
   *
   * @param text the whole line
   * @param words what follows the name of its chain
   */
  static Rule read(String text, Deque<String> words) {
    try {
      return new IptablesRule(words).rule(text);
    } catch (NoSuchElementException e) {
      // It ends in the midst of an option that is not known here as it is there.
      return new Rule(text, Condition.UNCLEAR, new Verdict.Unclear());
    }
  }

  private Rule rule(String text) {
    Condition condition = Condition.ALWAYS;
    boolean inverted = false;
    while (!words.isEmpty()) {
      String option = words.removeFirst();
      if (option.equals("!")) {
        inverted = true;
        continue;
      }
      if (option.equals("-j") || option.equals("-g")) {
        return new Rule(text, condition, verdict(option.equals("-g"), words.removeFirst()));
      }
      Condition next = condition(option);
      condition = condition.and(inverted ? next.not() : next);
      inverted = false;
    }
    return new Rule(text, condition, new Verdict.Continue());
  }

  private Verdict verdict(boolean isGoto, String target) {
    return switch (target) {
      case "ACCEPT" -> new Verdict.Accept();
      case "DROP", "TARPIT" -> new Verdict.Drop();
      case "REJECT" -> new Verdict.Reject();
      case "RETURN" -> new Verdict.Return();
      case "REDIRECT" ->
          words.size() == 2 && words.getLast().matches("\\d{1,5}")
              ? new Verdict.Redirect(Integer.parseInt(words.getLast()))
              : new Verdict.Unclear();
      case "CT" -> words.contains("--notrack") ? new Verdict.Unclear() : new Verdict.Continue();
      case "DNAT", "NETMAP" -> new Verdict.Elsewhere();
      case "TPROXY", "QUEUE", "NFQUEUE", "NOTRACK", "SYNPROXY" -> new Verdict.Unclear();
      default -> {
        if (GO_ON.contains(target)) {
          yield new Verdict.Continue();
        }
        yield isGoto ? new Verdict.Goto(target) : new Verdict.Jump(target);
      }
    };
  }

  /** What an option asks; its own arguments are taken from the words. */
  private Condition condition(String option) {
    return switch (option) {
      case "-p" -> protocol(words.removeFirst());
      case "-s" -> inNetwork(words.removeFirst(), arrival -> arrival.packet().source());
      case "-d" -> inNetwork(words.removeFirst(), arrival -> arrival.packet().destination());
      case "--src-range" -> inRange(words.removeFirst(), arrival -> arrival.packet().source());
      case "--dst-range" -> inRange(words.removeFirst(), arrival -> arrival.packet().destination());
      case "-i" -> {
        String device = words.removeFirst();
        yield arrival -> Devices.matches(arrival.device(), device, '+');
      }
      case "--dport", "--dports" -> {
        String ports = words.removeFirst();
        yield arrival -> ports(ports, arrival.port());
      }
      case "--ctstate", "--state" -> oneOf(words.removeFirst(), "NEW");
      case "--dst-type" -> oneOf(words.removeFirst(), "LOCAL");
      case "--src-type" -> oneOf(words.removeFirst(), "UNICAST");
      case "--pkt-type" -> oneOf(words.removeFirst(), "unicast");
      case "--ctdir" -> oneOf(words.removeFirst(), "ORIGINAL");
      case "--syn" -> Condition.ALWAYS;
      case "--tcp-flags" -> flags(words.removeFirst(), words.removeFirst());
      // Routing headers that were deprecated: strangers' packets with them are dropped anyway.
      case "--rt-type" -> taking(Condition.NEVER);
      case "--icmp-type", "--icmpv6-type" -> taking(Condition.NEVER);
      // The first packets are always within a limit, and their source is not known yet.
      case "--limit", "--hashlimit-upto", "--connlimit-upto", "--set" -> limit(option);
      case "--hashlimit-above", "--connlimit-above" -> taking(Condition.NEVER);
      case "--update", "--rcheck", "--remove" -> Condition.NEVER;
      // The way back leads where the packet came from: rpfilter finds nothing to drop.
      case "--invert" -> Condition.NEVER;
      case "--loose", "--validmark", "--accept-local" -> Condition.ALWAYS;
      // Whatever a comment says, it is no option.
      case "--comment", "--seconds", "--hitcount", "--name", "--mask" -> taking(Condition.ALWAYS);
      case "--rsource", "--rdest", "--reap", "--rttl", "--rt-0-res", "--rt-0-not-strict" ->
          Condition.ALWAYS;
      case "-m" -> module(words.removeFirst());
      default -> unknown(option);
    };
  }

  private Condition limit(String option) {
    return option.equals("--set") ? Condition.ALWAYS : taking(Condition.ALWAYS);
  }

  private Condition taking(Condition condition) {
    words.removeFirst();
    return condition;
  }

  /** The name of a module asks something only where the module needs no options. */
  private static Condition module(String name) {
    return switch (name) {
      case "socket", "eui64", "ipv6header", "bpf", "u32", "cpu" -> Condition.UNCLEAR;
      default -> Condition.ALWAYS;
    };
  }

  private Condition unknown(String option) {
    while (!words.isEmpty() && !words.getFirst().startsWith("-") && !words.getFirst().equals("!")) {
      words.removeFirst();
    }
    // Further words of a limit.
    boolean harmless =
        Stream.of("--limit-", "--hashlimit-", "--connlimit-").anyMatch(option::startsWith);
    return harmless ? Condition.ALWAYS : Condition.UNCLEAR;
  }

  private static Condition protocol(String name) {
    return switch (name) {
      case "all", "0" -> Condition.ALWAYS;
      case "tcp", "6" -> arrival -> Answer.of(arrival.isTcp());
      case "udp", "17" -> arrival -> Answer.of(!arrival.isTcp());
      default -> Condition.NEVER;
    };
  }

  private static Condition inNetwork(String text, Function<Arrival, InetAddress> address) {
    try {
      Cidr network = Cidr.parse(text);
      return arrival -> Answer.of(network.contains(address.apply(arrival)));
    } catch (IllegalArgumentException maskOrName) {
      return Condition.UNCLEAR;
    }
  }

  private static Condition inRange(String text, Function<Arrival, InetAddress> address) {
    String[] ends = text.split("-", 2);
    Json range =
        new Json.Fields(
            Map.of(
                "range",
                new Json.Items(
                    List.of(new Json.Text(ends[0]), new Json.Text(ends[ends.length - 1])))));
    return arrival -> new NftPattern(Map.of()).in(new Value.Address(address.apply(arrival)), range);
  }

  private static Condition oneOf(String list, String own) {
    boolean named = Stream.of(list.split(",", -1)).anyMatch(Predicate.isEqual(own));
    return named ? Condition.ALWAYS : Condition.NEVER;
  }

  /** A packet that opens a conversation has the flag SYN alone. */
  private static Condition flags(String mask, String set) {
    Set<String> looked = Set.of(mask.split(",", -1));
    String expected = looked.contains("SYN") || looked.contains("ALL") ? "SYN" : "NONE";
    return set.equals(expected) ? Condition.ALWAYS : Condition.NEVER;
  }

  /** {@code 25}, {@code 25,80}, {@code 6000:6010}. */
  private static Answer ports(String list, int port) {
    for (String range : list.split(",", -1)) {
      String[] ends = range.split(":", 2);
      Optional<Integer> low = number(ends[0], 0);
      Optional<Integer> high = number(ends[ends.length - 1], 65535);
      if (low.isEmpty() || high.isEmpty()) {
        return Answer.MAYBE;
      }
      if (low.get() <= port && port <= high.get()) {
        return Answer.YES;
      }
    }
    return Answer.NO;
  }

  private static Optional<Integer> number(String text, int open) {
    if (text.isEmpty()) {
      return Optional.of(open);
    }
    return text.matches("\\d{1,5}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }
}
