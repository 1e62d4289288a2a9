package org.gatepost.route;

/** What is known of a route. */
public sealed interface Answer {
  /** There is one. */
  record Found(Route route, Source source) implements Answer {}

  /** There is none; the text is for the log. */
  record None(RouteException.Reason reason, String text, RefusalTerms terms) implements Answer {
    public None(RouteException.Reason reason, String text) {
      this(reason, text, RefusalTerms.USUAL);
    }
  }

  /** Who knew a route. */
  enum Source {
    /** This process remembered it. */
    LOCAL("cache"),
    /** It was in memcached. */
    MEMCACHED("memcached"),
    /** It has just been looked up. */
    LOOKUP("lookup");

    private final String word;

    Source(String word) {
      this.word = word;
    }

    /** The word for the log. */
    public String word() {
      return word;
    }
  }
}
