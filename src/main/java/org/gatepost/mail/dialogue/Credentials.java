package org.gatepost.mail.dialogue;

import java.util.List;

/**
 * Who wants to log in, and the proof: RFC 4422 §3.4.1.
 *
 * @param authzid the authorization identity, whose mailbox is wanted; empty if it is the client's
 *     own
 * @param authcid the authentication identity, whose password it is
 */
public record Credentials(String authzid, String authcid, Secret password) {
  /** What Zimbra's own clients append to a login to say who they are: spec mail 1.4. */
  private static final List<String> CLIENT_SUFFIXES = List.of("/tb", "/wm", "/ni");

  public Credentials(String authcid, Secret password) {
    this("", authcid, password);
  }

  /** Whose mailbox is wanted, as typed. */
  public String login() {
    return authzid.isEmpty() ? authcid : authzid;
  }

  /** The login to look up and to log: as typed, less the client's suffix. */
  public String loginName() {
    return login().substring(0, login().length() - suffix().length());
  }

  /** The client's suffix on the login, or an empty text. */
  public String suffix() {
    return suffixOf(login());
  }

  private static String suffixOf(String login) {
    if (login.length() > 3) {
      for (String suffix : CLIENT_SUFFIXES) {
        if (login.endsWith(suffix)) {
          return suffix;
        }
      }
    }
    return "";
  }

  /** A control character has no place in a login: it could become a second command or log line. */
  public boolean isPrintable() {
    return printable(authzid) && printable(authcid);
  }

  private static boolean printable(String text) {
    return text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
  }
}
