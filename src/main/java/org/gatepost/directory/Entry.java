package org.gatepost.directory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.AttributeType;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.ConfigurationException;

/** One entry of the directory, as it was when it was read. Attribute names know no case. */
public final class Entry {
  private final String dn;
  private final Map<String, List<String>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  Entry(String dn, Map<String, List<String>> attributes) {
    this.dn = dn;
    this.attributes.putAll(attributes);
  }

  /** The distinguished name. */
  public String dn() {
    return dn;
  }

  /** Every attribute that was read, with at least one value each. */
  public Map<String, List<String>> attributes() {
    return Map.copyOf(attributes);
  }

  /**
   * Whether the values of an attribute are octets instead of text; they are read and written in
   * base64.
   */
  public static boolean isBinary(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(";binary")
        || Attributes.named(name)
            .filter(attribute -> attribute.type().word().equals(AttributeType.Text.BINARY))
            .isPresent();
  }

  /** All values, in the directory's order; none if the attribute is absent. */
  public List<String> all(String name) {
    return attributes.getOrDefault(name, List.of());
  }

  /** The first value that is not empty. */
  public Optional<String> first(String name) {
    return all(name).stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /**
   * The value of an attribute of the table; its default does not count here.
   *
   * @throws ConfigurationException if it stands here with a value that is not allowed
   */
  public <T> Optional<T> value(Attribute<T> attribute) throws ConfigurationException {
    var texts = all(attribute.name());
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(attribute.parse(texts, "the entry " + dn));
  }

  /**
   * What a server inherits: its own values, else those of globalConfig, else the defaults. The
   * settings in effect here are of no use for that: they belong to this host, not to that server.
   */
  public List<String> inherited(String name, Optional<Entry> global) {
    if (!all(name).isEmpty()) {
      return all(name);
    }
    var everywhere = global.map(entry -> entry.all(name)).orElseGet(List::of);
    return everywhere.isEmpty()
        ? Attributes.named(name).map(Attribute::defaults).orElseGet(List::of)
        : everywhere;
  }

  /**
   * The same of an attribute of the table that has a default.
   *
   * @throws ConfigurationException if the value that counts is not allowed
   */
  public <T> T inherited(Attribute<T> attribute, Optional<Entry> global)
      throws ConfigurationException {
    return attribute.parse(inherited(attribute.name(), global), "the entry " + dn);
  }

  // Entries hold passwords and private keys.
  @Override
  public String toString() {
    return dn;
  }
}
