package org.gatepost.firewall.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatepost.firewall.rules.BaseChain.Stage;

/** Reads what {@code iptables-save} and {@code ip6tables-save} print. */
final class IptablesSave {
  private record Hook(Stage stage, String chain) {}

  private static final List<Hook> HOOKS =
      List.of(new Hook(Stage.PREROUTING, "PREROUTING"), new Hook(Stage.INPUT, "INPUT"));

  private final boolean ipv4;
  private final List<BaseChain> bases = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private IptablesSave(boolean ipv4) {
    this.ipv4 = ipv4;
  }

  static IptablesSave read(String text, boolean ipv4) {
    IptablesSave save = new IptablesSave(ipv4);
    String table = "";
    Map<String, String> policies = new HashMap<>();
    Map<String, List<Rule>> chains = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("*")) {
        table = line.substring(1).strip();
        policies = new HashMap<>();
        chains = new HashMap<>();
      } else if (line.startsWith(":")) {
        String[] words = line.substring(1).split(" ", 3);
        policies.put(words[0], words.length > 1 ? words[1] : "-");
      } else if (line.startsWith("-A ")) {
        Deque<String> words = words(line);
        words.removeFirst();
        String chain = words.removeFirst();
        chains.computeIfAbsent(chain, _ -> new ArrayList<>()).add(IptablesRule.read(line, words));
        save.lines.add(line);
      } else if (line.startsWith("COMMIT")) {
        save.addBases(table, policies, chains);
      }
    }
    return save;
  }

  List<BaseChain> baseChains() {
    return bases;
  }

  List<String> lines() {
    return lines;
  }

  private void addBases(
      String table, Map<String, String> policies, Map<String, List<Rule>> chains) {
    for (Hook hook : HOOKS) {
      String policy = policies.getOrDefault(hook.chain(), "");
      // Before a packet is in, nat changes its source alone: that decides nothing.
      boolean idle = table.equals("nat") && hook.stage() == Stage.INPUT;
      if (!policy.isEmpty() && !idle) {
        bases.add(
            new BaseChain(
                hook.stage(),
                priority(table),
                arrival -> Answer.of(arrival.isIpv4() == ipv4),
                hook.chain(),
                policy.equals("DROP") ? new Verdict.Drop() : new Verdict.Accept(),
                "policy %s of %s %s %s"
                    .formatted(policy, ipv4 ? "iptables" : "ip6tables", table, hook.chain()),
                chains));
      }
    }
  }

  private static int priority(String table) {
    return switch (table) {
      case "raw" -> -300;
      case "mangle" -> -150;
      case "nat" -> -100;
      case "security" -> 50;
      default -> 0;
    };
  }

  /** A line's words; quotes hold what has blanks, and backslashes what has quotes. */
  static Deque<String> words(String line) {
    Deque<String> words = new ArrayDeque<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quoted && i + 1 < line.length()) {
        i++;
        word.append(line.charAt(i));
      } else if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (c == ' ' && !quoted) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
