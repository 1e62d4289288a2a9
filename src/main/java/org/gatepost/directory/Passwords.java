package org.gatepost.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.Base64PasswordEncoderOutputFormatter;
import com.unboundid.ldap.listener.InMemoryPasswordEncoder;
import com.unboundid.ldap.listener.SaltedMessageDigestInMemoryPasswordEncoder;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How passwords stand in the embedded directory: salted and hashed as Zimbra does it when we write
 * them (RFC 3112's manner: {@code {SSHA512}}); as they are when somebody wrote them into the file.
 */
final class Passwords {
  private static final String ATTRIBUTE = "userPassword";
  private static final Pattern ENCODED = Pattern.compile("\\{[A-Za-z0-9./_-]+}.*", Pattern.DOTALL);
  private static final int SALT_BYTES = 8;

  private Passwords() {}

  /** Knows the stored forms that can be compared with a password. */
  static InMemoryPasswordEncoder[] readable() {
    return new InMemoryPasswordEncoder[] {
      salted("{SSHA512}", "SHA-512"), salted("{SSHA256}", "SHA-256"), salted("{SSHA}", "SHA-1")
    };
  }

  /** Whether this is a stored form, and no password that somebody could type and be let in with. */
  static boolean isEncoded(String value) {
    return ENCODED.matcher(value).matches();
  }

  /** The same attributes, with passwords in the form to be stored. */
  static List<Attribute> encoded(List<Attribute> attributes) throws LDAPException {
    var result = new ArrayList<Attribute>();
    for (var attribute : attributes) {
      result.add(
          isPassword(attribute.getBaseName())
              ? new Attribute(attribute.getName(), encoded(attribute.getValues()))
              : attribute);
    }
    return result;
  }

  /** The same modifications, with new passwords in the form to be stored. */
  static List<Modification> encodedIn(List<Modification> modifications) throws LDAPException {
    var result = new ArrayList<Modification>();
    for (var modification : modifications) {
      boolean brings =
          isPassword(modification.getAttributeName())
              && !modification.getModificationType().equals(ModificationType.DELETE);
      result.add(
          brings
              ? new Modification(
                  modification.getModificationType(),
                  modification.getAttributeName(),
                  encoded(modification.getValues()))
              : modification);
    }
    return result;
  }

  private static boolean isPassword(String name) {
    return ATTRIBUTE.equalsIgnoreCase(name);
  }

  private static String[] encoded(String[] values) throws LDAPException {
    var result = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = isEncoded(values[i]) ? values[i] : encoded(values[i]);
    }
    return result;
  }

  private static String encoded(String password) throws LDAPException {
    var nobody = new ReadOnlyEntry(DN.NULL_DN);
    return salted("{SSHA512}", "SHA-512")
        .encodePassword(new ASN1OctetString(password), nobody, List.of())
        .stringValue();
  }

  private static InMemoryPasswordEncoder salted(String prefix, String algorithm) {
    try {
      return new SaltedMessageDigestInMemoryPasswordEncoder(
          prefix,
          Base64PasswordEncoderOutputFormatter.getInstance(),
          MessageDigest.getInstance(algorithm),
          SALT_BYTES,
          true,
          true);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has it", e);
    }
  }
}
