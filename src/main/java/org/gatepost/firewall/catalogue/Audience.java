package org.gatepost.firewall.catalogue;

/** Who has business with a port; spec http 6.1, columns "single" and "multi". */
public enum Audience {
  /** The Internet. */
  ANYONE,
  /** Administrators, from networks that they name. */
  ADMINISTRATORS,
  /** Those hosts of the system that run one of the roles which need it. */
  NODES,
  /** Administrators, and the hosts that run one of the roles which need it. */
  ADMINISTRATORS_AND_NODES,
  /** Only the host itself, over its loopback interface. */
  ITSELF,
  /** The port is not used on such a system. */
  NOBODY
}
