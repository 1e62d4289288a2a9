package org.gatepost.mail.upstream;

import org.gatepost.mail.dialogue.LoginRequest;

/**
 * What an upstream server is told besides the credentials.
 *
 * @param request the client's login
 * @param account whom to log in as: the name that the route gave
 * @param clientAddress the client's real address, as text
 * @param proxyAddress the address at which the client reached the proxy, as text
 */
public record Introduction(
    LoginRequest request, String account, String clientAddress, String proxyAddress) {

  /** The account with the client's suffix on it again. */
  public String accountWithSuffix() {
    return account + request.credentials().suffix();
  }
}
