package org.gatepost.web.exchange;

import java.nio.charset.StandardCharsets;

/** What the original shows at {@code /nginx_status}, for monitors that read it. */
final class StatusPage {
  private StatusPage() {}

  static byte[] text(WebServices services) {
    long open = services.turnstile().inside();
    long relayed = services.relays().size();
    return "Active connections: %d \nReading: 0 Writing: %d Waiting: %d \n"
        .formatted(open + relayed, relayed, open)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
