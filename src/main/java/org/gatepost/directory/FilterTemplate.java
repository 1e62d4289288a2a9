package org.gatepost.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A search filter with places for values, such as {@code (uid=${USER})}.
 *
 * <p>Values are put in in one pass, each escaped as RFC 4515 section 3 asks, so nothing in a login
 * name is ever read as a filter or as another place for a value (spec mail 8.1, number 5).
 */
public final class FilterTemplate {
  private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)\\}");

  private final String text;

  private FilterTemplate(String text) {
    this.text = text;
  }

  /**
   * Reads a template.
   *
   * @param places the names that may stand in it
   * @throws IllegalArgumentException if it is not a filter, or has other places
   */
  public static FilterTemplate parse(String text, Set<String> places) {
    var template = new FilterTemplate(text);
    var values = new HashMap<String, String>();
    for (var place : template.places()) {
      if (!places.contains(place)) {
        throw new IllegalArgumentException("${" + place + "} is not known here");
      }
      values.put(place, "x");
    }
    template.filter(values);
    return template;
  }

  /** The filter text with these values in it. */
  public String fill(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(escaped(valueOf(match.group(1), values))));
  }

  Filter filter(Map<String, String> values) {
    try {
      return Filter.create(fill(values));
    } catch (LDAPException e) {
      throw new IllegalArgumentException("not a search filter (RFC 4515)", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }

  private List<String> places() {
    var places = new ArrayList<String>();
    var matcher = PLACE.matcher(text);
    while (matcher.find()) {
      places.add(matcher.group(1));
    }
    return places;
  }

  private static String valueOf(String place, Map<String, String> values) {
    var value = values.get(place);
    if (value == null) {
      throw new IllegalArgumentException("no value for ${" + place + "}");
    }
    return value;
  }

  private static String escaped(String value) {
    var result = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == 0x7F || c == '*' || c == '(' || c == ')' || c == '\\') {
        result.append(String.format("\\%02x", (int) c));
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }
}
