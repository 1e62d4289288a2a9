package org.gatepost.settings;

/** A place where an attribute may be set. */
public enum Scope {
  /** The one globalConfig entry of the directory. */
  GLOBAL("globalConfig"),
  /** A server entry; it wins over globalConfig. */
  SERVER("a server entry"),
  /** A domain entry. */
  DOMAIN("a domain entry"),
  /** An account entry. */
  ACCOUNT("an account entry"),
  /** A class of service, inherited by its accounts. */
  COS("a class of service"),
  /** Only the host's file: what the original keeps in its local configuration. */
  HOST("the host's file"),
  /** One door of the host's file. */
  DOOR("a door");

  private final String words;

  Scope(String words) {
    this.words = words;
  }

  /** The scope as it reads in a sentence. */
  public String words() {
    return words;
  }
}
