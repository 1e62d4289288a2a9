package org.gatepost.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One line of the table of attributes: everything that the parser, the validation, {@code config
 * show}, the schema and the documentation know about it.
 *
 * @param name as it stands in the directory and in the host's file
 * @param scopes where it may be set
 * @param defaults the texts in effect where nobody has set it; empty if there is no default
 * @param unit what a bare number counts; empty where that makes no sense
 * @param sentence what it does, in one sentence
 * @param since the version of Gatepost that knew it first
 * @param newListeners whether a change is felt by connections accepted after it only
 * @param inEffect whether this version acts on it; what it does not act on is still checked
 * @param secret whether its value must not be shown
 */
public record Attribute<T>(
    String name,
    AttributeType<T> type,
    Set<Scope> scopes,
    List<String> defaults,
    String unit,
    String sentence,
    String since,
    boolean newListeners,
    boolean inEffect,
    boolean secret) {

  /** An attribute without a default. */
  static <T> Attribute<T> attribute(
      AttributeType<T> type, String name, Set<Scope> scopes, String text) {
    return new Attribute<>(
        name, type, scopes, List.of(), type.unit(), text, "0.1", false, true, false);
  }

  Attribute<T> orElse(String... texts) {
    var defaults = List.copyOf(Arrays.asList(texts));
    return new Attribute<>(
        name, type, scopes, defaults, unit, sentence, since, newListeners, inEffect, secret);
  }

  /** Declares that it may be set at a door as well. */
  Attribute<T> perDoor() {
    var wider = EnumSet.of(Scope.DOOR);
    wider.addAll(scopes);
    return new Attribute<>(
        name, type, wider, defaults, unit, sentence, since, newListeners, inEffect, secret);
  }

  Attribute<T> counting(String unit) {
    return new Attribute<>(
        name, type, scopes, defaults, unit, sentence, since, newListeners, inEffect, secret);
  }

  Attribute<T> forNewListeners() {
    return new Attribute<>(
        name, type, scopes, defaults, unit, sentence, since, true, inEffect, secret);
  }

  /** Declares that nothing acts on it yet. */
  Attribute<T> notYet() {
    return new Attribute<>(
        name, type, scopes, defaults, unit, sentence, since, newListeners, false, secret);
  }

  Attribute<T> asSecret() {
    return new Attribute<>(
        name, type, scopes, defaults, unit, sentence, since, newListeners, inEffect, true);
  }

  /** Whether it may be set for a host as a whole: globally, for a server, or in the host's file. */
  public boolean hostWide() {
    return scopes.contains(Scope.GLOBAL)
        || scopes.contains(Scope.SERVER)
        || scopes.contains(Scope.HOST);
  }

  /**
   * Reads the values that one place holds.
   *
   * @param values at least one
   * @param place where they stand, as it reads after "in "
   * @throws ConfigurationException naming attribute, value, place, and what is allowed
   */
  public T parse(List<String> values, String place) throws ConfigurationException {
    try {
      return type.parse(values);
    } catch (IllegalArgumentException _) {
      throw new ConfigurationException(
          "%s in %s has the value %s; allowed: %s%s."
              .formatted(
                  name, place, shown(values), type.allowed(), type.multi() ? "" : "; one value"));
    }
  }

  /** The values as an operator may see them. */
  String shown(List<String> values) {
    if (secret) {
      return "(not shown)";
    }
    var quoted = new ArrayList<String>();
    for (var value : values) {
      quoted.add('"' + Printable.text(value) + '"');
    }
    return String.join(", ", quoted);
  }

  /** The scopes as they read in a sentence: "globalConfig or a server entry". */
  String scopesInWords() {
    return String.join(" or ", scopes.stream().sorted().map(Scope::words).toList());
  }

  @Override
  public String toString() {
    return name;
  }
}
