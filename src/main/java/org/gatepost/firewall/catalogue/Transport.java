package org.gatepost.firewall.catalogue;

import java.util.Locale;

/** What carries a port's traffic. */
public enum Transport {
  TCP,
  UDP;

  /** As firewalls write it: {@code tcp}, {@code udp}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
