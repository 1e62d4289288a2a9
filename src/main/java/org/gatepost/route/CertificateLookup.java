package org.gatepost.route;

/**
 * Gives logins to those whose certificates have been verified. Safe for many threads; may block.
 */
public interface CertificateLookup {
  /**
   * The login of a certificate's owner; it is never remembered.
   *
   * @throws RouteException if there is none, with the reason
   */
  GrantedLogin lookUp(CertificateQuestion question) throws RouteException;
}
