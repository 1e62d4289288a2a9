package org.gatepost.web.request;

import java.net.InetAddress;
import org.gatepost.net.Addresses;
import org.gatepost.route.NameCase;

/** Host names as browsers ask for them: RFC 3986 §3.2.2. */
public final class HostName {
  private static final int LONGEST = 253;
  private static final int MOST_DIGITS = 5;
  private static final int HIGHEST_PORT = 65_535;

  private HostName() {}

  /**
   * The name in lower case, without port and without a dot at its end; an IPv6 address in brackets
   * and in its one short form. Empty if this is no name, or none that anybody may bear.
   */
  public static String of(String hostHeader) {
    int end = hostHeader.startsWith("[") ? hostHeader.indexOf(']') + 1 : nameEnd(hostHeader);
    if (end <= 0 || !isPort(hostHeader, end)) {
      return "";
    }
    return hostHeader.startsWith("[") ? literal(hostHeader, end) : name(hostHeader, end);
  }

  private static int nameEnd(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text.length() : colon;
  }

  /** Whether a port stands there, or nothing, or a colon without a port. */
  private static boolean isPort(String text, int at) {
    if (at == text.length()) {
      return true;
    }
    if (text.charAt(at) != ':' || text.length() - at - 1 > MOST_DIGITS) {
      return false;
    }
    int port = 0;
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + c - '0';
    }
    return port <= HIGHEST_PORT;
  }

  private static String literal(String text, int end) {
    for (int i = 1; i < end - 1; i++) {
      char c = text.charAt(i);
      // No scope: it means something on one host alone.
      if (Escapes.hex(c) < 0 && c != ':' && c != '.') {
        return "";
      }
    }
    String address = text.substring(1, end - 1);
    if (address.indexOf(':') < 0) {
      return "";
    }
    try {
      String shortForm = Addresses.text(InetAddress.ofLiteral(address));
      return shortForm.indexOf(':') < 0 ? shortForm : "[" + shortForm + "]";
    } catch (IllegalArgumentException noAddress) {
      return "";
    }
  }

  private static String name(String text, int afterName) {
    int end = afterName > 1 && text.charAt(afterName - 1) == '.' ? afterName - 1 : afterName;
    boolean lower = true;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean upperLetter = c >= 'A' && c <= 'Z';
      lower &= !upperLetter;
      boolean inside = upperLetter || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      // Underscores are in no host name, and in names of hosts all the same.
      if (!inside && c != '-' && c != '_' && !isDotBetween(text, i)) {
        return "";
      }
    }
    if (end > LONGEST) {
      return "";
    }
    String name = text.substring(0, end);
    return lower ? name : NameCase.lower(name);
  }

  private static boolean isDotBetween(String text, int at) {
    return text.charAt(at) == '.' && at > 0 && text.charAt(at - 1) != '.';
  }
}
