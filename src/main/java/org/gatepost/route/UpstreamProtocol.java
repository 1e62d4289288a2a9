package org.gatepost.route;

import java.util.Arrays;
import java.util.Optional;

/** What will be spoken to the upstream server. */
public enum UpstreamProtocol {
  /** IMAP in the clear. */
  IMAP("imap", false),
  /** IMAP with TLS from the first byte. */
  IMAPS("imapssl", true),
  /** POP3 in the clear. */
  POP3("pop3", false),
  /** POP3 with TLS from the first byte. */
  POP3S("pop3ssl", true),
  /** HTTP in the clear. */
  HTTP("http", false),
  /** HTTP with TLS. */
  HTTPS("httpssl", true);

  private final String word;
  private final boolean tls;

  UpstreamProtocol(String word, boolean tls) {
    this.word = word;
    this.tls = tls;
  }

  /** The protocol of that word, if there is one. */
  public static Optional<UpstreamProtocol> named(String word) {
    return Arrays.stream(values()).filter(protocol -> protocol.word.equals(word)).findFirst();
  }

  /** The word that stands for it in {@code Auth-Protocol} (spec mail 2.7). */
  public String word() {
    return word;
  }

  /** Whether the connection is encrypted from its first byte. */
  public boolean tls() {
    return tls;
  }

  /** Whether it belongs to the web rather than to mail. */
  public boolean isWeb() {
    return this == HTTP || this == HTTPS;
  }
}
