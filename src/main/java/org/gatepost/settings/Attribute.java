package org.gatepost.settings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

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
 * @param deprecatedSince the version of the original that gave it up, if it did
 * @param newListeners whether a change is felt by connections accepted after it only
 * @param effect whether this version acts on it; what it does not act on is still checked
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
    Optional<String> deprecatedSince,
    boolean newListeners,
    Effect effect,
    boolean secret) {

  /** An attribute without a default. */
  static <T> Attribute<T> attribute(
      AttributeType<T> type, String name, Set<Scope> scopes, String text) {
    return new Attribute<>(
        name,
        type,
        scopes,
        List.of(),
        type.unit(),
        text,
        "0.1",
        Optional.empty(),
        false,
        new Effect.Acts(),
        false);
  }

  Attribute<T> orElse(String... texts) {
    return with(scopes, List.copyOf(Arrays.asList(texts)), unit, effect);
  }

  /** Declares that it may be set at a door as well. */
  Attribute<T> perDoor() {
    var wider = EnumSet.of(Scope.DOOR);
    wider.addAll(scopes);
    return with(wider, defaults, unit, effect);
  }

  Attribute<T> counting(String unit) {
    return with(scopes, defaults, unit, effect);
  }

  /** Declares that nothing acts on it yet. */
  Attribute<T> notYet() {
    return with(scopes, defaults, unit, new Effect.NotYet());
  }

  /**
   * Declares that it is accepted and that nothing has to be done about it.
   *
   * @param reason a clause, as it reads after a colon
   */
  Attribute<T> notNeeded(String reason) {
    return with(scopes, defaults, unit, new Effect.NotNeeded(reason));
  }

  Attribute<T> forNewListeners() {
    return with(deprecatedSince, true, secret);
  }

  Attribute<T> asSecret() {
    return with(deprecatedSince, newListeners, true);
  }

  /** Declares that the original has given it up, in that version. */
  Attribute<T> deprecatedSince(String version) {
    return with(Optional.of(version), newListeners, secret);
  }

  private Attribute<T> with(Set<Scope> scopes, List<String> defaults, String unit, Effect effect) {
    return new Attribute<>(
        name,
        type,
        scopes,
        defaults,
        unit,
        sentence,
        since,
        deprecatedSince,
        newListeners,
        effect,
        secret);
  }

  private Attribute<T> with(
      Optional<String> deprecatedSince, boolean newListeners, boolean secret) {
    return new Attribute<>(
        name,
        type,
        scopes,
        defaults,
        unit,
        sentence,
        since,
        deprecatedSince,
        newListeners,
        effect,
        secret);
  }

  /**
   * The number of a name in our object identifiers: the CRC-32 of it, so that it never changes when
   * other names come and go.
   */
  public static long id(String name) {
    var crc = new CRC32();
    crc.update(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
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

  /**
   * What the original says of values that it does not take (spec http 5.5); nothing if they may be
   * written. Stricter than {@link #parse}, because others read what is written: case counts.
   *
   * @param values none, or one empty text, to take the attribute away
   */
  public Optional<String> complaint(List<String> values) {
    return Complaint.about(this, values);
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
  public String scopesInWords() {
    return String.join(" or ", scopes.stream().sorted().map(Scope::words).toList());
  }

  @Override
  public String toString() {
    return name;
  }
}
