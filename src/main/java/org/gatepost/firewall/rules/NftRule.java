package org.gatepost.firewall.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A rule of nft's JSON becomes one of ours, or several: one for each element of a verdict map, of
 * which a packet meets one at most.
 *
 * @param sets the elements of the named sets of the table
 * @param maps the elements of its named verdict maps
 */
record NftRule(Map<String, List<Json>> sets, Map<String, List<Json>> maps) {

  List<Rule> rules(String text, List<Json> statements) {
    List<Rule> rules = new ArrayList<>();
    Condition condition = Condition.ALWAYS;
    for (Json statement : statements) {
      var tag = statement.tag().orElse(null);
      if (tag == null) {
        condition = condition.and(Condition.UNCLEAR);
        continue;
      }
      Json said = tag.getValue();
      switch (tag.getKey()) {
        case "match" -> condition = condition.and(match(said));
        case "limit", "ct count" -> condition = condition.and(limit(said));
        case "meter", "set" -> condition = condition.and(exceeds(said));
        case "vmap" -> {
          return expanded(text, condition, said);
        }
        case "counter",
            "log",
            "comment",
            "last",
            "ct helper",
            "ct timeout",
            "ct expectation",
            "secmark",
            "dup",
            "masquerade",
            "snat" -> {
          // The packet goes on.
        }
        case "mangle" -> {
          // What is changed are marks and the like; rules that look at these are unclear anyway.
          if (said.at("key").has("payload")) {
            condition = condition.and(Condition.UNCLEAR);
          }
        }
        default -> {
          Verdict verdict = verdict(statement);
          if (verdict instanceof Verdict.Reject) {
            condition = condition.and(implied(said.word("type")));
          }
          if (!(verdict instanceof Verdict.Continue)) {
            rules.add(new Rule(text, condition, verdict));
            return rules;
          }
          // Quotas, dice, extensions of iptables.
          condition = condition.and(Condition.UNCLEAR);
        }
      }
    }
    rules.add(new Rule(text, condition, new Verdict.Continue()));
    return rules;
  }

  private Condition match(Json match) {
    NftPattern pattern = new NftPattern(sets);
    return arrival ->
        pattern.compare(
            NftValue.of(match.at("left"), arrival), match.word("op"), match.at("right"));
  }

  /** The first packets are always within a limit. */
  private static Condition limit(Json limit) {
    return limit.at("inv").equals(new Json.Flag(true)) ? Condition.NEVER : Condition.ALWAYS;
  }

  /** Statements on the elements of a set that the packet's source is added to. */
  private static Condition exceeds(Json statement) {
    Condition condition = Condition.ALWAYS;
    for (Json inner : statement.at("stmt").items()) {
      condition =
          condition.and(limit(inner.has("limit") ? inner.at("limit") : inner.at("ct count")));
    }
    return condition;
  }

  /** What a kind of rejection can be said to; nft leaves out a condition that says the same. */
  private static Condition implied(String type) {
    return switch (type) {
      case "icmp" -> arrival -> Answer.of(arrival.isIpv4());
      case "icmpv6" -> arrival -> Answer.of(!arrival.isIpv4());
      case "tcp reset" -> arrival -> Answer.of(arrival.isTcp());
      default -> Condition.ALWAYS;
    };
  }

  private List<Rule> expanded(String text, Condition before, Json vmap) {
    List<Json> elements =
        vmap.at("data") instanceof Json.Text(var name)
            ? maps.getOrDefault(name.substring(1), List.of())
            : vmap.at("data").at("set").items();
    NftPattern pattern = new NftPattern(sets);
    List<Rule> rules = new ArrayList<>();
    for (Json element : elements) {
      List<Json> pair = element.items();
      Condition meant =
          arrival -> {
            Value key = NftValue.of(vmap.at("key"), arrival);
            return key instanceof Value.Absent ? Answer.NO : pattern.in(key, pair.getFirst());
          };
      rules.add(new Rule(text, before.and(meant), verdict(pair.getLast())));
    }
    return rules;
  }

  private static Verdict verdict(Json statement) {
    var tag = statement.tag().orElseThrow();
    Json said = tag.getValue();
    return switch (tag.getKey()) {
      case "accept" -> new Verdict.Accept();
      case "drop" -> new Verdict.Drop();
      case "reject" -> new Verdict.Reject();
      case "return" -> new Verdict.Return();
      case "jump" -> new Verdict.Jump(said.word("target"));
      case "goto" -> new Verdict.Goto(said.word("target"));
      case "redirect" ->
          said.at("port") instanceof Json.Whole(long port)
              ? new Verdict.Redirect((int) port)
              : new Verdict.Unclear();
      case "dnat", "fwd" -> new Verdict.Elsewhere();
      case "tproxy", "queue", "synproxy", "notrack" -> new Verdict.Unclear();
      default -> new Verdict.Continue();
    };
  }
}
