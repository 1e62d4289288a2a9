package org.gatepost.firewall.rules;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.gatepost.firewall.rules.Value.Absent;
import org.gatepost.firewall.rules.Value.Address;
import org.gatepost.firewall.rules.Value.Bits;
import org.gatepost.firewall.rules.Value.Device;
import org.gatepost.firewall.rules.Value.Several;
import org.gatepost.firewall.rules.Value.Whole;
import org.gatepost.firewall.rules.Value.Word;
import org.gatepost.settings.Cidr;

/**
 * The right side of a comparison in nft's JSON.
 *
 * @param sets the elements of the named sets of the table
 */
record NftPattern(Map<String, List<Json>> sets) {
  /** What is known of an interface that routes lead to: that there is one. */
  static final String EXISTS = "exists";

  private static final Map<String, Long> PROTOCOLS = Map.of("tcp", 6L, "udp", 17L);

  /** Whether {@code value op right} holds. */
  Answer compare(Value value, String op, Json right) {
    if (value instanceof Absent) {
      return Answer.NO;
    }
    return switch (op) {
      case "in" -> in(value, right);
      case "==" -> equal(value, right);
      case "!=" -> equal(value, right).not();
      case "!" -> in(value, right).not();
      case "<" -> ordered(value, right, (own, limit) -> own.compareTo(limit) < 0);
      case "<=" -> ordered(value, right, (own, limit) -> own.compareTo(limit) <= 0);
      case ">" -> ordered(value, right, (own, limit) -> own.compareTo(limit) > 0);
      case ">=" -> ordered(value, right, (own, limit) -> own.compareTo(limit) >= 0);
      default -> Answer.MAYBE;
    };
  }

  /** Bits are equal if they are the very same, and in a list if they share one. */
  private Answer equal(Value value, Json right) {
    boolean exact = value instanceof Bits && !right.has("set") && !isReference(right);
    if (exact && value instanceof Bits(var bits)) {
      return right instanceof Json.Whole(long number)
          ? (number == 0 ? Answer.of(bits.isEmpty()) : Answer.MAYBE)
          : Answer.of(bits.equals(names(right)));
    }
    return in(value, right);
  }

  Answer in(Value value, Json pattern) {
    if (pattern.has("set")) {
      return any(value, pattern.at("set").items());
    }
    if (pattern.has("elem")) {
      return in(value, pattern.at("elem").at("val"));
    }
    if (pattern instanceof Json.Text(var name) && isReference(pattern)) {
      return sets.containsKey(name.substring(1))
          ? any(value, sets.get(name.substring(1)))
          : Answer.MAYBE;
    }
    if (pattern.equals(new Json.Text("*"))) {
      return Answer.YES;
    }
    return switch (value) {
      case Bits(var bits) -> Answer.of(names(pattern).stream().anyMatch(bits::contains));
      case Several(var values) -> each(values, pattern.at("concat").items());
      case Address _, Whole _ -> within(value, pattern);
      case Word(var word) -> word(word, pattern);
      case Device(var name) ->
          pattern instanceof Json.Text(var text) ? Devices.matches(name, text, '*') : Answer.MAYBE;
      case Absent _ -> Answer.NO;
      case Value.Unknown _ -> Answer.MAYBE;
    };
  }

  private Answer any(Value value, List<Json> elements) {
    Answer answer = Answer.NO;
    for (Json element : elements) {
      answer = answer.or(in(value, element));
    }
    return answer;
  }

  private Answer each(List<Value> values, List<Json> patterns) {
    if (values.size() != patterns.size()) {
      return Answer.MAYBE;
    }
    Answer answer = Answer.YES;
    for (int i = 0; i < values.size(); i++) {
      answer = answer.and(in(values.get(i), patterns.get(i)));
    }
    return answer;
  }

  private static Answer word(String word, Json pattern) {
    return switch (pattern) {
      case Json.Text(var text) -> word.equals(EXISTS) ? Answer.MAYBE : Answer.of(text.equals(word));
      // A route back of interface 0 is none.
      case Json.Whole(long number) when number == 0 && word.equals(EXISTS) -> Answer.NO;
      case Json.Whole(long number) ->
          PROTOCOLS.containsKey(word) ? Answer.of(PROTOCOLS.get(word) == number) : Answer.MAYBE;
      case Json.Flag(boolean flag) when word.equals(EXISTS) -> Answer.of(flag);
      default -> Answer.MAYBE;
    };
  }

  private static Answer within(Value value, Json pattern) {
    if (pattern.has("prefix")) {
      Json prefix = pattern.at("prefix");
      return value instanceof Address(var address)
              && prefix.at("len") instanceof Json.Whole(long length)
          ? Answer.of(
              new Cidr(InetAddress.ofLiteral(prefix.word("addr")), (int) length).contains(address))
          : Answer.MAYBE;
    }
    if (pattern.has("range")) {
      List<Json> ends = pattern.at("range").items();
      return ordered(value, ends.getFirst(), (own, low) -> own.compareTo(low) >= 0)
          .and(ordered(value, ends.getLast(), (own, high) -> own.compareTo(high) <= 0));
    }
    return ordered(value, pattern, (own, other) -> own.compareTo(other) == 0);
  }

  private static Answer ordered(
      Value value, Json right, BiPredicate<BigInteger, BigInteger> holds) {
    if (value instanceof Whole(long own) && right instanceof Json.Whole(long other)) {
      return Answer.of(holds.test(BigInteger.valueOf(own), BigInteger.valueOf(other)));
    }
    if (value instanceof Address(var own) && right instanceof Json.Text(var text)) {
      try {
        return Answer.of(holds.test(number(own), number(Cidr.literal(text))));
      } catch (IllegalArgumentException isName) {
        return Answer.MAYBE;
      }
    }
    return Answer.MAYBE;
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  private static boolean isReference(Json pattern) {
    return pattern instanceof Json.Text(var text) && text.startsWith("@");
  }

  /** The names of bits, however they are joined. */
  static Set<String> names(Json pattern) {
    Set<String> names = new LinkedHashSet<>();
    if (pattern instanceof Json.Text(var text)) {
      names.add(text);
    } else if (pattern.has("|")) {
      pattern.at("|").items().forEach(part -> names.addAll(names(part)));
    } else if (pattern instanceof Json.Items(var items)) {
      items.forEach(part -> names.addAll(names(part)));
    }
    return names;
  }
}
