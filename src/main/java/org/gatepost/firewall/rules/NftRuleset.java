package org.gatepost.firewall.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

  private final Map<TableName, Table> tables = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  private NftRuleset(NftListing listing) {
    listing
        .rules()
        .forEach(rule ->
            texts.put(rule.table() + " " + rule.chain() + " " + rule.handle(), rule.words()));
  }

  /**
   * Reads a rule set. That a table is switched off is taken from the listing, since nft 1.0.6
   * prints the table's name in the place of its flags into the JSON.
   *
   * @param json {@code nft -j list ruleset}
   */
  static NftRuleset read(String json, NftListing listing) throws FirewallException {
    NftRuleset ruleset = new NftRuleset(listing);
    for (Json object : Json.read(json).at("nftables").items()) {
      object.tag().ifPresent(tag -> ruleset.add(tag.getKey(), tag.getValue()));
    }
    ruleset
        .tables
        .keySet()
        .removeIf(table -> listing.dormant().contains(table.family() + " " + table.name()));
    return ruleset;
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
