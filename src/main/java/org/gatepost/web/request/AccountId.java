package org.gatepost.web.request;

/** What may be the identity of an account: it becomes part of keys, questions and log lines. */
final class AccountId {
  private static final int LONGEST = 128;

  private AccountId() {}

  /** Whether it is short, and made of printable ASCII characters without blanks. */
  static boolean isSane(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }
}
