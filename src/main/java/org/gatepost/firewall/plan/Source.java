package org.gatepost.firewall.plan;

import java.util.List;
import org.gatepost.settings.Cidr;

/** From where packets may come. */
public sealed interface Source {
  /** Everywhere, over IPv4 and IPv6. */
  record Anyone() implements Source {}

  /**
   * These networks.
   *
   * @param who the people or the host, for comments: {@code administrators}, {@code
   *     ldap1.example.com}
   * @param networks never empty, never overlapping, of either family
   */
  record Networks(String who, List<Cidr> networks) implements Source {
    /** Those who administer the system, as {@link #who} names them. */
    public static final String ADMINISTRATORS = "administrators";

    public Networks {
      networks = List.copyOf(networks);
    }
  }
}
