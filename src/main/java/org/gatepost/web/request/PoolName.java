package org.gatepost.web.request;

/** The kinds of upstream servers of the web: spec http 1.8. */
public enum PoolName {
  /** Those that hold mailboxes: SOAP, REST, DAV, ActiveSync. */
  MAIL,
  /** Those that serve the web client. */
  WEB_CLIENT,
  /** Those that show the page of the login. */
  LOGIN,
  /** Those of Exchange Web Services. */
  EWS,
  /** Those behind {@code /zx/}. */
  ZX,
  /** Those that administrators' requests go to. */
  ADMIN,
  /** Those that serve the administration console. */
  ADMIN_CLIENT
}
