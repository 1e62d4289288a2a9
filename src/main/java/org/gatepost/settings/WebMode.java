package org.gatepost.settings;

/** Which of HTTP and HTTPS a proxy or a mailbox server speaks to browsers (spec http 1.1). */
public enum WebMode {
  /** HTTP alone. */
  HTTP,
  /** HTTPS alone. */
  HTTPS,
  /** Either, as the browser likes. */
  BOTH,
  /** HTTPS for the login, HTTP after it. */
  MIXED,
  /** HTTPS; who comes by HTTP is sent there. */
  REDIRECT
}
