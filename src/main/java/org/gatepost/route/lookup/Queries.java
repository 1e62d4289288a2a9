package org.gatepost.route.lookup;

import java.util.Set;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;

/** Reads the searches that an operator may change. */
final class Queries {
  private Queries() {}

  static FilterTemplate read(
      EffectiveSettings settings, Attribute<String> attribute, Set<String> places)
      throws ConfigurationException {
    var text = settings.value(attribute);
    try {
      return FilterTemplate.parse(text, places);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s has the value \"%s\"; allowed: an LDAP search filter with the places %s (%s)."
              .formatted(attribute.name(), text, places, e.getMessage()));
    }
  }
}
