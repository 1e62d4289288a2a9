package org.gatepost.mail.pop3;

import java.util.List;

/**
 * What a door says of itself in POP3.
 *
 * @param capabilities the configured lines of CAPA; mechanisms and TLS are not among them
 * @param greeting the text of the greeting after {@code +OK}
 */
public record Pop3Words(List<String> capabilities, String greeting) {
  public Pop3Words {
    capabilities = List.copyOf(capabilities);
  }
}
