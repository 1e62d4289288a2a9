package org.gatepost.mail.dialogue;

/** Why a login came to nothing: the closed list. Each protocol maps all of it to replies. */
public enum LoginFailure {
  BAD_CREDENTIALS("the upstream server refused the login"),
  NO_ROUTE("no mailbox server is known for this login"),
  LOOKUP_UNAVAILABLE("nobody could be asked where the mailbox is"),
  UPSTREAM_UNREACHABLE("the upstream server could not be reached"),
  UPSTREAM_REFUSED("the upstream server turned the connection away"),
  UPSTREAM_PROTOCOL_ERROR("the upstream server said something that is not the protocol"),
  UPSTREAM_TIMEOUT("the upstream server did not answer in time"),
  INTERNAL("a fault of the proxy");

  private final String sentence;

  LoginFailure(String sentence) {
    this.sentence = sentence;
  }

  /** One sentence for the log. */
  public String sentence() {
    return sentence;
  }

  /** Whether the client is at fault; if not, it is asked to come again later. */
  public boolean isClients() {
    return this == BAD_CREDENTIALS || this == NO_ROUTE;
  }

  /** The class of the reason in the structured log: lower case, hyphens. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
