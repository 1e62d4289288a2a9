package org.gatepost.mail.dialogue;

/**
 * One attempt to log in, with all that the upstream server will hear of it.
 *
 * @param tag the IMAP tag under which the client waits for the answer; empty in POP3
 * @param clientId what the client said of itself with ID
 */
public record LoginRequest(
    String tag, Mechanism mechanism, Credentials credentials, ClientId clientId) {

  /** The same login with another password. */
  public LoginRequest withPassword(Secret password) {
    return new LoginRequest(
        tag,
        mechanism,
        new Credentials(credentials.authzid(), credentials.authcid(), password),
        clientId);
  }

  /** How the client logs in, and so how the proxy does. */
  public enum Mechanism {
    /** LOGIN in IMAP, USER and PASS in POP3. */
    LOGIN_COMMAND("login"),
    PLAIN("plain"),
    LOGIN("sasl-login");

    private final String word;

    Mechanism(String word) {
      this.word = word;
    }

    /** The word for the log. */
    public String word() {
      return word;
    }
  }
}
