package org.gatepost.web.request;

/** Comparisons of paths, which never make new text. */
final class Paths {
  private Paths() {}

  /** Whether a path begins like that, in any letter case. */
  static boolean begins(String path, String prefix) {
    return begins(path, 0, prefix);
  }

  /** Whether a path goes on like that behind its first characters, in any letter case. */
  static boolean begins(String path, int at, String prefix) {
    return path.regionMatches(true, at, prefix, 0, prefix.length());
  }

  /** Whether a path is that place, or is below it. */
  static boolean isAtOrBelow(String path, String place) {
    return path.startsWith(place)
        && (path.length() == place.length() || path.charAt(place.length()) == '/');
  }

  static boolean isActiveSync(String path) {
    return path.startsWith("/Microsoft-Server-ActiveSync");
  }

  static boolean isExchange(String path) {
    return begins(path, "/ews/Exchange.asmx");
  }
}
