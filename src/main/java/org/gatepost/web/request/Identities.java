package org.gatepost.web.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.web.request.Identity.Account;
import org.gatepost.web.request.Identity.Nobody;
import org.gatepost.web.request.Identity.User;
import org.jspecify.annotations.Nullable;

/** Finds out whose request it is: spec http 2.1, the first that tells wins. */
public final class Identities {
  /** The cookie of a user's session. */
  public static final String TOKEN_COOKIE = "ZM_AUTH_TOKEN";

  /** The cookie of an administrator's session. */
  public static final String ADMIN_TOKEN_COOKIE = "ZM_ADMIN_AUTH_TOKEN";

  private static final Identity NOBODY = new Nobody();
  private static final int LONGEST_NAME = 512;
  private static final int LONGEST_CREDENTIALS = 4 * 1024;

  private Identities() {}

  /** Whose request it is. The console goes by its own cookie alone. */
  public static Identity find(RequestHead head, Service service) {
    if (service == Service.ADMIN) {
      Identity admin = ofToken(Cookies.value(head.all("cookie"), ADMIN_TOKEN_COOKIE));
      return admin == null ? NOBODY : admin;
    }
    Identity identity = ofPath(head);
    if (identity == null) {
      identity = ofToken(Cookies.value(head.all("cookie"), TOKEN_COOKIE));
    }
    if (identity == null) {
      identity = ofToken(argument(head, "zauthtoken"));
    }
    if (identity == null) {
      identity = ofWebToken(credentials(head, "Bearer"));
    }
    if (identity == null) {
      identity = ofWebToken(argument(head, "zjwt"));
    }
    return identity == null ? NOBODY : identity;
  }

  /** Whose folders these are, which goes before who asks for them. */
  private static @Nullable Identity ofPath(RequestHead head) {
    String path = head.target().path();
    if (path.startsWith("/home/")) {
      return ofFolder(path, 6);
    }
    if (path.startsWith("/service/home/")) {
      return ofFolder(path, 14);
    }
    if (path.startsWith("/dav/")) {
      return ofSegment(path, 5);
    }
    if (path.startsWith("/principals/users/")) {
      return ofSegment(path, 18);
    }
    if (Paths.isActiveSync(path) || Paths.isExchange(path)) {
      Identity basic = ofBasic(credentials(head, "Basic"));
      return basic == null ? ofTypedName(argument(head, "User")) : basic;
    }
    return null;
  }

  /** A lone tilde means whoever asks, one before a name nothing. */
  private static @Nullable Identity ofFolder(String path, int begin) {
    return ofSegment(path, path.startsWith("~", begin) ? begin + 1 : begin);
  }

  /** A name counts with a slash behind it alone, as it does to the original. */
  private static @Nullable Identity ofSegment(String path, int begin) {
    int end = path.indexOf('/', begin);
    return end < 0 ? null : ofName(path.substring(begin, end));
  }

  private static @Nullable Identity ofName(String name) {
    return isSane(name) ? new User(name) : null;
  }

  private static boolean isSane(String name) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Phones type {@code DOMAIN\name} for {@code name@DOMAIN}. */
  private static @Nullable Identity ofTypedName(@Nullable String typed) {
    if (typed == null) {
      return null;
    }
    int backslash = typed.indexOf('\\');
    return ofName(
        backslash <= 0 || backslash == typed.length() - 1
            ? typed.substring(backslash + 1)
            : typed.substring(backslash + 1) + "@" + typed.substring(0, backslash));
  }

  /** The name that HTTP's basic authentication gives, for the log; null without. */
  public static @Nullable String basicUser(RequestHead head) {
    return ofBasic(credentials(head, "Basic")) instanceof User(var name) ? name : null;
  }

  /** The name alone: nobody here needs the password. */
  private static @Nullable Identity ofBasic(@Nullable String credentials) {
    if (credentials == null || credentials.length() > LONGEST_CREDENTIALS) {
      return null;
    }
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(credentials);
    } catch (IllegalArgumentException noBase64) {
      return null;
    }
    int colon = 0;
    while (colon < octets.length && octets[colon] != ':') {
      colon++;
    }
    boolean complete = colon < octets.length;
    String name = complete ? new String(octets, 0, colon, StandardCharsets.UTF_8) : "";
    Arrays.fill(octets, (byte) 0);
    return ofTypedName(name);
  }

  private static @Nullable Identity ofToken(@Nullable String text) {
    return text == null
        ? null
        : ZimbraToken.parse(text)
            .map(token -> new Account(token.id(), token.version()))
            .orElse(null);
  }

  private static @Nullable Identity ofWebToken(@Nullable String text) {
    return text == null
        ? null
        : WebToken.subject(text).map(id -> new Account(id, Optional.empty())).orElse(null);
  }

  /** What follows the scheme in {@code Authorization}; schemes know no letter case. */
  private static @Nullable String credentials(RequestHead head, String scheme) {
    String authorization = head.first("authorization");
    int end = scheme.length();
    return authorization != null
            && authorization.length() > end
            && authorization.charAt(end) == ' '
            && authorization.regionMatches(true, 0, scheme, 0, end)
        ? authorization.substring(end).strip()
        : null;
  }

  private static @Nullable String argument(RequestHead head, String name) {
    RequestTarget target = head.target();
    return target.query().isEmpty() ? null : target.argument(name).orElse(null);
  }
}
