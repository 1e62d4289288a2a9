package org.gatepost.prov;

/**
 * The options of the commands that list entries.
 *
 * @param verbose whether each is dumped, instead of named alone
 * @param inherited whether what it inherits is shown too
 */
record Listing(boolean verbose, boolean inherited) {
  private static final String NOT_ALONE = "arg -e is invalid unless -v is also specified";

  /** Reads the options that come next, in any order. */
  static Listing read(Call call) {
    boolean verbose = false;
    boolean inherited = true;
    while (true) {
      if (call.option("-v")) {
        verbose = true;
      } else if (call.option("-e")) {
        inherited = false;
      } else {
        return new Listing(verbose, inherited);
      }
    }
  }

  /** Adds options that stand behind other arguments. */
  Listing and(Listing later) {
    return new Listing(verbose || later.verbose, inherited && later.inherited);
  }

  /** Itself, if its options go together. */
  Listing checked() throws UsageError {
    if (!inherited && !verbose) {
      throw new UsageError(NOT_ALONE);
    }
    return this;
  }
}
