package org.gatepost.web.request;

/** A server on which people edit documents together: spec http 1.10. */
public sealed interface DocumentServer {
  /** The {@code zimbraId} of its server entry, by which paths name it. */
  String id();

  /**
   * Behind {@code /zdocument/<id>/}.
   *
   * @param documents the service itself
   * @param spelling the one that checks spelling
   */
  record Editor(String id, Origin documents, Origin spelling) implements DocumentServer {
    private static final int DOCUMENTS_PORT = 7084;
    private static final int SPELLING_PORT = 7085;

    /** With the ports that they always have. */
    public static Editor at(String id, String host) {
      return new Editor(
          id, new Origin(true, host, DOCUMENTS_PORT), new Origin(true, host, SPELLING_PORT));
    }
  }

  /** Behind {@code /docs/<id>/}. */
  record Office(String id, Origin service) implements DocumentServer {
    private static final int PORT = 9980;

    /** With the port that it always has. */
    public static Office at(String id, String host) {
      return new Office(id, new Origin(false, host, PORT));
    }
  }
}
