package org.gatepost.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The mail address in the subject of a certificate: in the certificate itself, or as proxies tell
 * it, in RFC 4514's form or in the old one of OpenSSL, {@code /C=../CN=../emailAddress=..}.
 *
 * <p>The old form escapes nothing, so that a name with {@code /emailAddress=} in it reads like two
 * parts (spec http 9, W-24). It is taken only if one part alone could be an address. An authority
 * that certifies such names without an address of their own must not be trusted with it.
 */
public final class SubjectName {
  private static final Pattern TYPE =
      Pattern.compile("(?i)(emailAddress|E|1\\.2\\.840\\.113549\\.1\\.9\\.1)");
  private static final Pattern OLD_PART =
      Pattern.compile("/(?=[A-Za-z][A-Za-z0-9-]{0,63}=|[0-9]+(?:\\.[0-9]+)+=)");
  // No octet that could be the end of one value and the begin of another.
  private static final Pattern ADDRESS =
      Pattern.compile("[^@/=,+;\"\\\\<>\\s\\p{Cntrl}]+@[A-Za-z0-9.-]+");

  private SubjectName() {}

  /** The one mail address of a subject; empty if there is none, or more than one, or an odd one. */
  public static Optional<String> mailAddress(X500Principal subject) {
    return only(inRfc4514(subject.getName(X500Principal.RFC2253)));
  }

  /** The same of a subject that a proxy tells. */
  public static Optional<String> mailAddress(String subject) {
    return only(subject.startsWith("/") ? inOldForm(subject) : inRfc4514(subject));
  }

  private static Optional<String> only(List<String> found) {
    return found.size() == 1
        ? Optional.of(found.getFirst()).filter(address -> ADDRESS.matcher(address).matches())
        : Optional.empty();
  }

  private static List<String> inOldForm(String subject) {
    List<String> addresses = new ArrayList<>();
    for (String part : OLD_PART.split(subject, -1)) {
      int equals = part.indexOf('=');
      if (equals > 0 && TYPE.matcher(part.substring(0, equals)).matches()) {
        addresses.add(part.substring(equals + 1));
      }
    }
    return addresses;
  }

  private static List<String> inRfc4514(String subject) {
    List<String> addresses = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(subject).getRdns()) {
        // One part may hold several values: CN=a+emailAddress=b.
        var values = rdn.toAttributes().getAll();
        while (values.hasMoreElements()) {
          var attribute = values.nextElement();
          if (TYPE.matcher(attribute.getID()).matches()) {
            addresses.add(text(attribute.get()));
          }
        }
      }
    } catch (NamingException | IllegalArgumentException bad) {
      return List.of();
    }
    return addresses;
  }

  /** A value in hexadecimal is DER: an IA5String or UTF8String of less than 128 octets. */
  private static String text(Object value) {
    if (!(value instanceof byte[] der)) {
      return String.valueOf(value);
    }
    boolean whole =
        der.length > 2 && (der[0] == 0x16 || der[0] == 0x0C) && der[1] == der.length - 2;
    return whole ? new String(der, 2, der.length - 2, StandardCharsets.UTF_8) : "";
  }
}
