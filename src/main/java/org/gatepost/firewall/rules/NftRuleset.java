package org.gatepost.firewall.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.rules.BaseChain.Stage;

/** Everything that {@code nft} shows. */
final class NftRuleset {
  /** A table by its family and name. */
  record TableName(String family, String name) {}

  /** One table, as far as packets for this host meet it. */
  static final class Table {
    private final List<Json> baseChains = new ArrayList<>();
    private final Map<String, List<Json>> sets = new HashMap<>();
    private final Map<String, List<Json>> maps = new HashMap<>();
    private final Map<String, List<Json>> rules = new TreeMap<>();

    /** Whether extensions of iptables are in it, of which nft does not show what they say. */
    boolean isOpaque() {
      return rules.values().stream()
          .flatMap(List::stream)
          .flatMap(rule -> rule.at("expr").items().stream())
          .anyMatch(statement -> statement.has("xt"));
    }
  }

  private static final Pattern RULE = Pattern.compile("(?s)\\s*(.*) # handle (\\d+)");
  private static final Pattern BLOCK = Pattern.compile("\\s*(table|chain) (.*) \\{.*");

  private static final Pattern DORMANT = Pattern.compile("\\s*flags [^\"]*\\bdormant\\b.*");

  private final Map<TableName, Table> tables = new HashMap<>();
  private final Map<String, String> texts;

  private NftRuleset(String text) {
    texts = texts(text);
  }

  /**
   * Reads a rule set.
   *
   * @param json {@code nft -j list ruleset}
   * @param text {@code nft -a list ruleset}, for people
   */
  static NftRuleset read(String json, String text) throws FirewallException {
    NftRuleset ruleset = new NftRuleset(text);
    for (Json object : Json.read(json).at("nftables").items()) {
      object.tag().ifPresent(tag -> ruleset.add(tag.getKey(), tag.getValue()));
    }
    ruleset.tables.keySet().removeAll(dormant(text));
    return ruleset;
  }

  /**
   * The tables that are switched off: the kernel calls none of their chains. Their flags are taken
   * from the text, since nft 1.0.6 prints the table's name in their place into its JSON.
   */
  private static Set<TableName> dormant(String listing) {
    Set<TableName> dormant = new HashSet<>();
    String[] table = {};
    for (String line : listing.split("\n", -1)) {
      Matcher block = BLOCK.matcher(line);
      if (block.matches() && block.group(1).equals("table")) {
        table = block.group(2).split(" ", 2);
      } else if (table.length == 2 && DORMANT.matcher(line).matches()) {
        dormant.add(new TableName(table[0], table[1]));
      }
    }
    return dormant;
  }

  private void add(String kind, Json said) {
    Table table =
        tables.computeIfAbsent(
            new TableName(said.word("family"), said.word("table")), _ -> new Table());
    switch (kind) {
      case "chain" -> {
        if (stage(said).isPresent()) {
          table.baseChains.add(said);
        }
      }
      case "rule" ->
          table.rules.computeIfAbsent(said.word("chain"), _ -> new ArrayList<>()).add(said);
      case "set" -> table.sets.put(said.word("name"), said.at("elem").items());
      case "map" -> table.maps.put(said.word("name"), said.at("elem").items());
      default -> {
        // Counters, quotas, flow tables: they decide nothing here.
      }
    }
  }

  Map<TableName, Table> tables() {
    return tables;
  }

  private static Optional<Stage> stage(Json chain) {
    return switch (chain.word("hook")) {
      case "ingress" -> Optional.of(Stage.INGRESS);
      case "prerouting" -> Optional.of(Stage.PREROUTING);
      case "input" -> Optional.of(Stage.INPUT);
      default -> Optional.empty();
    };
  }

  /** What the kernel calls of a table. */
  List<BaseChain> baseChains(TableName name, Table table) {
    if (name.family().equals("bridge") || name.family().equals("arp")) {
      return List.of();
    }
    NftRule reader = new NftRule(table.sets, table.maps);
    Map<String, List<Rule>> chains = new HashMap<>();
    table.rules.forEach((chain, rules) ->
        chains.put(
            chain,
            rules.stream()
                .flatMap(rule -> reader.rules(text(rule), rule.at("expr").items()).stream())
                .toList()));
    return table.baseChains.stream().map(chain -> base(name, chain, chains)).toList();
  }

  private static BaseChain base(TableName table, Json chain, Map<String, List<Rule>> chains) {
    boolean drops = chain.word("policy").equals("drop");
    int priority = chain.at("prio") instanceof Json.Whole(long prio) ? (int) prio : 0;
    return new BaseChain(
        stage(chain).orElseThrow(),
        priority,
        called(table.family(), chain),
        chain.word("name"),
        drops ? new Verdict.Drop() : new Verdict.Accept(),
        String.format(
            Locale.ROOT,
            "policy %s of %s %s %s",
            drops ? "drop" : "accept",
            table.family(),
            table.name(),
            chain.word("name")),
        chains);
  }

  private static Condition called(String family, Json chain) {
    return switch (family) {
      case "ip" -> arrival -> Answer.of(arrival.isIpv4());
      case "ip6" -> arrival -> Answer.of(!arrival.isIpv4());
      default ->
          chain.has("dev")
              ? arrival ->
                  new NftPattern(Map.of())
                      .in(
                          new Value.Device(arrival.device()),
                          new Json.Fields(Map.of("set", chain.at("dev"))))
              : Condition.ALWAYS;
    };
  }

  private String text(Json rule) {
    String key = key(rule.word("family"), rule.word("table"), rule.word("chain"));
    String handle = rule.at("handle") instanceof Json.Whole(long number) ? "" + number : "";
    return texts.getOrDefault(key + " " + handle, key + " handle " + handle);
  }

  private static String key(String family, String table, String chain) {
    return family + " " + table + " " + chain;
  }

  /** The rules by their place and handle; long sets make several lines of one rule. */
  private static Map<String, String> texts(String listing) {
    Map<String, String> texts = new HashMap<>();
    String table = "";
    String chain = "";
    StringBuilder pending = new StringBuilder();
    for (String line : listing.split("\n", -1)) {
      Matcher block = BLOCK.matcher(line);
      if (block.matches()) {
        if (block.group(1).equals("table")) {
          table = block.group(2);
        } else {
          chain = block.group(2);
        }
        pending.setLength(0);
        continue;
      }
      pending.append(pending.isEmpty() ? "" : " ").append(line.strip());
      Matcher rule = RULE.matcher(pending);
      if (rule.matches()) {
        texts.put(table + " " + chain + " " + rule.group(2), rule.group(1));
        pending.setLength(0);
      } else if (line.strip().equals("}") || line.strip().endsWith(";")) {
        pending.setLength(0);
      }
    }
    return texts;
  }

  /** Every rule that a packet for this host may meet, in the order of the tables. */
  List<String> lines(Set<TableName> besides) {
    List<String> lines = new ArrayList<>();
    tables.forEach((name, table) -> {
      if (!besides.contains(name)) {
        table.rules.values().forEach(rules -> rules.forEach(rule -> lines.add(text(rule))));
      }
    });
    return lines;
  }
}
