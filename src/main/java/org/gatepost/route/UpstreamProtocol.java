package org.gatepost.route;

/** What will be spoken to the upstream server. */
public enum UpstreamProtocol {
  /** IMAP in the clear. */
  IMAP("imap", false),
  /** IMAP with TLS from the first byte. */
  IMAPS("imapssl", true),
  /** POP3 in the clear. */
  POP3("pop3", false),
  /** POP3 with TLS from the first byte. */
  POP3S("pop3ssl", true);

  private final String word;
  private final boolean tls;

  UpstreamProtocol(String word, boolean tls) {
    this.word = word;
    this.tls = tls;
  }

  /** The word that stands for it in {@code Auth-Protocol} (spec mail 2.7). */
  public String word() {
    return word;
  }

  /** Whether the connection is encrypted from its first byte. */
  public boolean tls() {
    return tls;
  }
}
