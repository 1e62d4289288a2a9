package org.gatepost.web.request;

import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a JSON Web Token says of its bearer: RFC 7519. As with {@link ZimbraToken}, nothing is
 * verified here.
 */
public final class WebToken {
  private static final int LONGEST = 8 * 1024;
  private static final JsonFactory JSON = new JsonFactory();

  private WebToken() {}

  /** The claim {@code sub}; empty if the text is no token, or names nobody. */
  public static Optional<String> subject(String jwt) {
    int payload = jwt.indexOf('.') + 1;
    int end = payload == 0 ? -1 : jwt.indexOf('.', payload);
    if (end < 0 || jwt.length() > LONGEST || jwt.indexOf('.', end + 1) >= 0) {
      return Optional.empty();
    }
    byte[] claims;
    try {
      claims = Base64.getUrlDecoder().decode(jwt.substring(payload, end));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), claims)) {
      return subject(json).filter(AccountId::isSane);
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }

  private static Optional<String> subject(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean isSubject = "sub".equals(json.currentName());
      JsonToken value = json.nextToken();
      if (isSubject) {
        return value == JsonToken.VALUE_STRING
            ? Optional.ofNullable(json.getString())
            : Optional.empty();
      }
      json.skipChildren();
    }
    return Optional.empty();
  }
}
