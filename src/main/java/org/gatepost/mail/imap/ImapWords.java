package org.gatepost.mail.imap;

import java.util.List;

/**
 * What a door says of itself in IMAP.
 *
 * @param capabilities the configured tokens, IMAP4rev1 first; mechanisms and TLS are not among them
 * @param greeting the text of the greeting after {@code * OK}
 * @param version the version in the answer to ID
 */
public record ImapWords(List<String> capabilities, String greeting, String version) {
  public ImapWords {
    capabilities = List.copyOf(capabilities);
  }
}
