package org.gatepost.mail.dialogue;

/** What a connection may do before TLS: the STARTTLS mode and whether TLS has begun. */
public enum ClearText {
  /** TLS is active: there is no clear text any more. */
  SECURED,
  /** No TLS on offer; logins in the clear. */
  ALLOWED,
  /** TLS on offer; logins in the clear are allowed all the same. */
  ALLOWED_OR_START_TLS,
  /** Nothing but STARTTLS: no password may cross the line in the clear. */
  START_TLS_ONLY;

  public boolean offersStartTls() {
    return this == ALLOWED_OR_START_TLS || this == START_TLS_ONLY;
  }

  public boolean allowsLogin() {
    return this != START_TLS_ONLY;
  }
}
