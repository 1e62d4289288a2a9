package org.gatepost.settings;

/** What a plain-text door does about TLS (spec mail 4.2, 4.4). */
public enum StartTlsMode {
  /** TLS is offered; passwords are taken in the clear too. */
  ON,
  /** TLS is not offered; passwords travel in the clear. */
  OFF,
  /** TLS is offered, and no password is taken before it. */
  ONLY
}
