package org.gatepost.web.request;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** Tokens of users, as mailbox servers make them, but for the signature. */
final class Tokens {
  private Tokens() {}

  /** A {@code ZM_AUTH_TOKEN} with those fields. */
  static String token(String fields) {
    return "0_138a3c63c219f50644998a2ed5f68d95e4851df1_"
        + HexFormat.of().formatHex(fields.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The token of an account. */
  static String tokenOf(String id) {
    return token("id=" + id.length() + ":" + id + ";exp=13:1893456000000;");
  }

  /** A JSON Web Token with those claims. */
  static String jwt(String claims) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"HS512\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl";
  }
}
