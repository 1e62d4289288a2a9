package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPException;

/** Puts the LDAP library's errors into words for an operator. */
final class Sentences {
  private static final int MAX_CHARS = 300;

  private Sentences() {}

  static String of(LDAPException e) {
    var text = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ");
    var cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text;
    return e.getResultCode().getName() + ": " + cut;
  }
}
