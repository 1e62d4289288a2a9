package org.gatepost.firewall.catalogue;

/** A list of ports that administrators know from one of two articles; spec http 6.1. */
public enum Article {
  /** The twelve ports of the article about the proxy. */
  PROXY("P"),
  /** The eleven "external" ports of the article about the firewall. */
  EXTERNAL("E"),
  /** Its twenty-nine "internal" ports. */
  INTERNAL("I"),
  /** Its fourteen ports of a system of many servers, those of its ufw profile. */
  MULTI("M");

  private final String letter;

  Article(String letter) {
    this.letter = letter;
  }

  /** As the catalogue writes it. */
  public String letter() {
    return letter;
  }
}
