package org.gatepost.route;

/**
 * What logs somebody in who has shown who it is.
 *
 * @param account the account's own address
 * @param token the value of the web's cookie
 */
public record GrantedLogin(String account, Password token) {}
