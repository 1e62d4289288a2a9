package org.gatepost.settings;

import java.util.Optional;

/** A place where an attribute may be set. */
public enum Scope {
  /** The one globalConfig entry of the directory. */
  GLOBAL("globalConfig", "globalConfig"),
  /** A server entry; it wins over globalConfig. */
  SERVER("a server entry", "server"),
  /** A domain entry. */
  DOMAIN("a domain entry", "domain"),
  /** An account entry. */
  ACCOUNT("an account entry", "account"),
  /** A class of service, inherited by its accounts. */
  COS("a class of service", "cos"),
  /** Only the host's file: what the original keeps in its local configuration. */
  HOST("the host's file", ""),
  /** One door of the host's file. */
  DOOR("a door", "");

  private final String words;
  private final String entryType;

  Scope(String words, String entryType) {
    this.words = words;
    this.entryType = entryType;
  }

  /** The scope as it reads in a sentence. */
  public String words() {
    return words;
  }

  /** The original's word for the entries of this place; none if they are not in the directory. */
  public Optional<String> entryType() {
    return Optional.of(entryType).filter(word -> !word.isEmpty());
  }
}
