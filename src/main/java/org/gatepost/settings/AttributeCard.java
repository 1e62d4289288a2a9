package org.gatepost.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatepost.settings.AttributeType.Many;
import org.gatepost.settings.AttributeType.Numeric;
import org.gatepost.settings.AttributeType.OneOf;
import org.gatepost.settings.AttributeType.Single;
import org.gatepost.settings.AttributeType.Time;

/**
 * What {@code zmprov desc -a} tells about an attribute (spec http 5.3).
 *
 * @param description the sentence, and what Gatepost makes of the attribute
 * @param fields each field by the original's name, in the original's order; empty texts where there
 *     is nothing to say
 */
public record AttributeCard(String name, String description, Map<String, String> fields) {
  /** The card of an attribute. */
  public static AttributeCard of(Attribute<?> attribute) {
    var type = attribute.type();
    var fields = new LinkedHashMap<String, String>();
    fields.put("type", type.word());
    fields.put("value", words(type));
    fields.put("callback", "");
    fields.put("immutable", "false");
    fields.put("cardinality", type.multi() ? "multi" : "single");
    fields.put("requiredIn", "");
    fields.put("optionalIn", commas(entryTypes(attribute.scopes())));
    fields.put("flags", commas(flags(attribute.scopes())));
    fields.put("defaults", attribute.secret() ? "" : commas(attribute.defaults()));
    fields.put("min", min(type));
    fields.put("max", max(type));
    fields.put("id", Long.toString(Attribute.id(attribute.name())));
    // Changes are felt in place.
    fields.put("requiresRestart", "");
    fields.put("since", attribute.since());
    fields.put("deprecatedSince", attribute.deprecatedSince().orElse(""));
    return new AttributeCard(
        attribute.name(), description(attribute), Collections.unmodifiableMap(fields));
  }

  private static String description(Attribute<?> attribute) {
    var sentences = new ArrayList<>(List.of(attribute.sentence()));
    if (!attribute.unit().isEmpty()) {
      sentences.add("A bare number counts " + attribute.unit() + ".");
    }
    if (attribute.scopes().contains(Scope.HOST)) {
      sentences.add("It belongs to the host's file.");
    }
    if (!attribute.effect().sentence().isEmpty()) {
      sentences.add(attribute.effect().sentence());
    }
    return String.join(" ", sentences);
  }

  private static String words(AttributeType<?> type) {
    return single(type) instanceof OneOf<?> one ? commas(one.words()) : "";
  }

  private static String min(AttributeType<?> type) {
    return single(type) instanceof Numeric<?> number ? Long.toString(number.min()) : "";
  }

  private static String max(AttributeType<?> type) {
    return switch (single(type)) {
      case Numeric<?> number when number.max() < Integer.MAX_VALUE -> Long.toString(number.max());
      case Time _ -> Time.LONGEST;
      default -> "";
    };
  }

  private static Single<?> single(AttributeType<?> type) {
    return switch (type) {
      case Single<?> single -> single;
      case Many<?>(var each) -> each;
    };
  }

  private static List<String> entryTypes(Set<Scope> scopes) {
    return scopes.stream().sorted().flatMap(scope -> scope.entryType().stream()).toList();
  }

  private static List<String> flags(Set<Scope> scopes) {
    var flags = new ArrayList<String>();
    if (scopes.containsAll(Set.of(Scope.COS, Scope.ACCOUNT))) {
      flags.add("accountInherited");
    }
    if (scopes.containsAll(Set.of(Scope.GLOBAL, Scope.DOMAIN))) {
      flags.add("domainInherited");
    }
    if (scopes.containsAll(Set.of(Scope.GLOBAL, Scope.SERVER))) {
      flags.add("serverInherited");
    }
    return flags;
  }

  private static String commas(List<String> texts) {
    return String.join(",", texts);
  }
}
