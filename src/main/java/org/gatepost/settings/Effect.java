package org.gatepost.settings;

/** What Gatepost makes of an attribute that it accepts. */
public sealed interface Effect {
  /** What stands behind the name in a list; empty where nothing needs to be said. */
  String mark();

  /** What is to be known, as a sentence; empty where nothing needs to be said. */
  String sentence();

  /** It does what its own sentence says. */
  record Acts() implements Effect {
    @Override
    public String mark() {
      return "";
    }

    @Override
    public String sentence() {
      return "";
    }
  }

  /** This version does not act on it. */
  record NotYet() implements Effect {
    @Override
    public String mark() {
      return "*";
    }

    @Override
    public String sentence() {
      return "Gatepost does not act on it yet.";
    }
  }

  /**
   * It is accepted, so that written procedures work, and nothing has to be done about it.
   *
   * @param reason a clause, as it reads after a colon
   */
  record NotNeeded(String reason) implements Effect {
    @Override
    public String mark() {
      return "~";
    }

    @Override
    public String sentence() {
      return "Gatepost accepts it and does not need it: " + reason + ".";
    }
  }
}
