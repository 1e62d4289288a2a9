package org.gatepost.settings;

/** Which address families are listened on and connected to: {@code zimbraIPMode}. */
public enum IpMode {
  /** IPv4 alone. */
  IPV4,
  /** IPv6 alone. */
  IPV6,
  /** Dual stack; an upstream server's IPv4 address is preferred. */
  BOTH
}
