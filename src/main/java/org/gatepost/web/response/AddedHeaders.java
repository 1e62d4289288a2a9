package org.gatepost.web.response;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers that an operator adds to responses: {@code zimbraReverseProxyResponseHeaders}, each
 * value {@code Name: value} (spec http 3.5).
 */
public final class AddedHeaders {
  private static final int MAX_SHOWN = 80;

  /** One of them. */
  public record Header(String name, String value) {}

  /** Frame messages, belong to one connection, or would be wrong on any other response. */
  private static final Set<String> REFUSED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "date",
          "keep-alive",
          "location",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "set-cookie",
          "set-cookie2",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private AddedHeaders() {}

  /**
   * Reads the values of the attribute, in their order.
   *
   * @throws IllegalArgumentException with a sentence that names the value and says what is allowed
   */
  public static List<Header> parse(List<String> values) {
    List<Header> headers = new ArrayList<>(values.size());
    for (String value : values) {
      headers.add(parse(value));
    }
    return List.copyOf(headers);
  }

  private static Header parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || !isToken(text.substring(0, colon))) {
      throw wrong(text, "a header name, a colon, a blank and a value");
    }
    String name = text.substring(0, colon);
    if (REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
      throw wrong(text, "headers that neither frame a message nor set cookies");
    }
    String value = unquoted(text.substring(colon + 1).strip());
    if (value.isEmpty() || !isFieldValue(value)) {
      throw wrong(text, "a value of printable ASCII characters");
    }
    return new Header(name, value);
  }

  /** The original pastes values into a configuration, so that those with blanks carry quotes. */
  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** RFC 9110 §5.6.2. */
  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** RFC 9110 §5.5, less the octets that nobody knows how to read. */
  private static boolean isFieldValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static IllegalArgumentException wrong(String text, String allowed) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_SHOWN); i++) {
      char c = text.charAt(i);
      shown.append(c < ' ' || c == '"' || c > '~' ? '?' : c);
    }
    return new IllegalArgumentException(
        "zimbraReverseProxyResponseHeaders has the value \"%s%s\"; allowed: %s."
            .formatted(shown, text.length() > MAX_SHOWN ? "..." : "", allowed));
  }
}
