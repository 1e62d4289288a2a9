package org.gatepost.firewall.catalogue;

/** Who has business with a port; spec http 6.1, columns "single" and "multi". */
public enum Audience {
  /** The Internet. */
  ANYONE("anyone"),
  /** Administrators, from networks that they name. */
  ADMINISTRATORS("administrators"),
  /** Those hosts of the system that run one of the roles which need it. */
  NODES("nodes"),
  /** Administrators, and the hosts that run one of the roles which need it. */
  ADMINISTRATORS_AND_NODES("administrators and nodes"),
  /** Only the host itself, over its loopback interface. */
  ITSELF("itself"),
  /** The port is not used on such a system. */
  NOBODY("nobody");

  private final String words;

  Audience(String words) {
    this.words = words;
  }

  /** As the catalogue writes it, and tables show it. */
  public String words() {
    return words;
  }

  /** Whether administrators are among them. */
  public boolean hasAdministrators() {
    return this == ADMINISTRATORS || this == ADMINISTRATORS_AND_NODES;
  }

  /** Whether other hosts of the system are among them. */
  public boolean hasNodes() {
    return this == NODES || this == ADMINISTRATORS_AND_NODES;
  }
}
