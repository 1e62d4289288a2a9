package org.gatepost.firewall.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Entry;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.telemetry.LogText;

/**
 * The settings of one host of the system: its server entry over globalConfig over the defaults.
 * What cannot be used counts as not set, and is complained of.
 */
final class HostSettings {
  private final String host;
  private final Optional<Entry> server;
  private final Optional<Entry> global;
  private final List<String> complaints = new ArrayList<>();

  /**
   * @param server absent for a host that the directory does not know
   */
  HostSettings(String host, Optional<Entry> server, Optional<Entry> global) {
    this.host = host;
    this.server = server;
    this.global = global;
  }

  /** What the directory has, as it is written; defaults do not count. */
  List<String> written(String attribute) {
    List<String> own = server.map(entry -> entry.all(attribute)).orElseGet(List::of);
    return own.isEmpty() ? global.map(entry -> entry.all(attribute)).orElseGet(List::of) : own;
  }

  /** The value in effect, if there is one. */
  <T> Optional<T> value(Attribute<T> attribute) {
    List<String> texts = written(attribute.name());
    return texts.isEmpty() ? byDefault(attribute) : parsed(attribute, texts);
  }

  private <T> Optional<T> byDefault(Attribute<T> attribute) {
    return attribute.defaults().isEmpty()
        ? Optional.empty()
        : parsed(attribute, attribute.defaults());
  }

  private <T> Optional<T> parsed(Attribute<T> attribute, List<String> texts) {
    try {
      return Optional.of(attribute.parse(texts, "the directory"));
    } catch (ConfigurationException e) {
      complain("has a setting that cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The number of a port that an attribute moves.
   *
   * @param number the catalogue's, which holds where neither the directory nor the table knows one
   * @return empty if what is set is no port
   */
  Optional<Integer> port(String attribute, int number) {
    List<String> texts = written(attribute);
    if (texts.isEmpty() && server.isPresent()) {
      // Servers of the directory have its defaults, whatever the catalogue calls usual.
      texts = Attributes.named(attribute).map(Attribute::defaults).orElseGet(List::of);
    }
    if (texts.isEmpty()) {
      return Optional.of(number);
    }
    String text = texts.getFirst();
    if (texts.size() == 1 && text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535) {
      return Optional.of(Integer.parseInt(text));
    }
    complain(
        "has %s %s, which is no port; allowed: one whole number from 0 to 65535"
            .formatted(attribute, LogText.of(text)));
    return Optional.empty();
  }

  void complain(String clause) {
    String sentence = host + " " + clause;
    if (!complaints.contains(sentence)) {
      complaints.add(sentence);
    }
  }

  /** What could not be used, a sentence each. */
  List<String> complaints() {
    return complaints;
  }
}
