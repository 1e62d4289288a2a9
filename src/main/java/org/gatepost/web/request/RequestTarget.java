package org.gatepost.web.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for: RFC 9112 §3.2. Read once; everything is matched against one normal form,
 * and sent on as it came.
 *
 * @param raw as received, and as it goes upstream: origin form, of an absolute form its path and
 *     query; or an asterisk
 * @param path without escapes, doubled slashes and dot segments
 * @param query as received, without the question mark; empty if there is none
 * @param authority host and perhaps port of an absolute form, as received
 */
public record RequestTarget(String raw, String path, String query, @Nullable String authority) {

  /**
   * Reads a target.
   *
   * <p>Paths must be read alike by everybody: broken escapes, escaped control characters,
   * backslashes and paths that climb above the root are refused. Queries are the business of
   * whoever answers: browsers leave lone percent signs in them.
   */
  public static RequestTarget parse(String text) throws BadRequestException {
    refuseForeignCharacters(text);
    if (text.startsWith("/")) {
      return ofOrigin(text, null);
    }
    if (text.equals("*")) {
      return new RequestTarget(text, text, "", null);
    }
    int authority = startsAnyCase(text, "http://") ? 7 : startsAnyCase(text, "https://") ? 8 : -1;
    if (authority < 0) {
      throw new BadRequestException(
          text.isEmpty()
              ? "The request has no target."
              : "The target is neither a path nor an address that begins with http.");
    }
    int end = authority;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      if (text.charAt(end) == '@') {
        throw new BadRequestException("The target's authority names a user.");
      }
      end++;
    }
    if (end == authority) {
      throw new BadRequestException("The target is absolute and names no host.");
    }
    String rest = text.substring(end);
    return ofOrigin(rest.startsWith("/") ? rest : "/" + rest, text.substring(authority, end));
  }

  private static boolean startsAnyCase(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static void refuseForeignCharacters(String text) throws BadRequestException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == '#') {
        throw new BadRequestException(
            c == '#'
                ? "The target has a fragment, which is none of a server's business."
                : "The target has a character that must be escaped.");
      }
    }
  }

  private static RequestTarget ofOrigin(String raw, @Nullable String authority)
      throws BadRequestException {
    int mark = raw.indexOf('?');
    String path = mark < 0 ? raw : raw.substring(0, mark);
    return new RequestTarget(raw, normal(path), mark < 0 ? "" : raw.substring(mark + 1), authority);
  }

  private static String normal(String path) throws BadRequestException {
    // Nearly all are normal already.
    boolean escaped = false;
    boolean untidy = false;
    for (int i = 0; i < path.length(); i++) {
      switch (path.charAt(i)) {
        case '%' -> escaped = true;
        case '\\' -> throw new BadRequestException("The path has a backslash.");
        case '/' -> untidy |= isUntidyAfter(path, i);
        default -> {}
      }
    }
    if (escaped) {
      return tidied(Escapes.decodedPath(path));
    }
    return untidy ? tidied(path) : path;
  }

  /** Whether a slash is followed by another one or by a dot, which may be a dot segment. */
  private static boolean isUntidyAfter(String path, int slash) {
    int next = slash + 1;
    return next < path.length() && (path.charAt(next) == '/' || path.charAt(next) == '.');
  }

  private static String tidied(String path) throws BadRequestException {
    StringBuilder tidy = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      // Of a segment, with the slash before it.
      int end = path.indexOf('/', at + 1);
      if (end < 0) {
        end = path.length();
      }
      boolean last = end == path.length();
      int length = end - at - 1;
      if (length == 0 || isDots(path, at, length, ".")) {
        // Nothing is added, but what ends in a slash does so still.
        if (last) {
          tidy.append('/');
        }
      } else if (isDots(path, at, length, "..")) {
        int parent = tidy.lastIndexOf("/");
        if (parent < 0) {
          throw new BadRequestException("The path climbs above the root.");
        }
        tidy.setLength(last ? parent + 1 : parent);
      } else {
        tidy.append(path, at, end);
      }
      at = end;
    }
    return tidy.toString();
  }

  private static boolean isDots(String path, int slash, int length, String dots) {
    return length == dots.length() && path.startsWith(dots, slash + 1);
  }

  /**
   * Whether every server reads the path alike: it has no dot segments, and no doubled or escaped
   * slashes. What is allowed to some clients only must not hang on how others would read it.
   */
  public boolean isPlain() {
    int end = pathEnd();
    for (int i = 0; i < end; i++) {
      char c = raw.charAt(i);
      int octet = c == '%' ? Escapes.octet(raw, i) : -1;
      if (octet == '/' || octet == '.' || octet == '\\' || (c == '/' && isUntidyAfter(raw, i))) {
        return false;
      }
    }
    return true;
  }

  /** Where the path ends in what was received. */
  private int pathEnd() {
    return query.isEmpty() && !raw.endsWith("?") ? raw.length() : raw.indexOf('?');
  }

  /** The path as received. */
  public String rawPath() {
    return raw.substring(0, pathEnd());
  }

  /** The first argument of that name in the query, without escapes; letter case counts. */
  public Optional<String> argument(String name) {
    int at = 0;
    while (at < query.length()) {
      int end = query.indexOf('&', at);
      if (end < 0) {
        end = query.length();
      }
      int equals = query.indexOf('=', at);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (isNamed(name, at, nameEnd)) {
        return Optional.of(nameEnd == end ? "" : Escapes.decodedArgument(query, nameEnd + 1, end));
      }
      at = end + 1;
    }
    return Optional.empty();
  }

  private boolean isNamed(String name, int begin, int end) {
    // A name is never shorter than it is with escapes.
    return end - begin >= name.length()
        && (end - begin == name.length()
            ? query.startsWith(name, begin)
            : Escapes.decodedArgument(query, begin, end).equals(name));
  }
}
