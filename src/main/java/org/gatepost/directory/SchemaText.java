package org.gatepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.AttributeType;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.Scope;

/**
 * The LDAP schema of the table of attributes, in the notation of RFC 4512 section 4.1: one source
 * for the embedded directory and for the file that is shipped for OpenLDAP.
 *
 * <p>The names are Zimbra's, the object identifiers are ours. They are below an arc made of a
 * random UUID (ITU-T X.667), which needs no registration.
 */
final class SchemaText {
  /** The arc of all our object identifiers. */
  static final String ARC = "2.25.302499123953253247283984839903033802936";

  private static final String INTEGER = syntax("integerMatch", "1.3.6.1.4.1.1466.115.121.1.27");
  private static final String BOOLEAN = syntax("booleanMatch", "1.3.6.1.4.1.1466.115.121.1.7");
  private static final String OCTETS = syntax("octetStringMatch", "1.3.6.1.4.1.1466.115.121.1.40");
  // Mail addresses and host names know no case, whatever a client types.
  private static final String TEXT =
      "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch"
          + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15";

  private SchemaText() {}

  /** An object class of ours, and where its attributes may be set. */
  record ObjectClass(String name, String kind, List<String> must, Set<Scope> scopes) {
    /** The definition, allowing the table's attributes of its scopes. */
    String definition() {
      var allowed = new ArrayList<String>();
      for (var attribute : attributes()) {
        if (attribute.scopes().stream().anyMatch(scopes::contains)) {
          allowed.add(attribute.name());
        }
      }
      var demanded = must.isEmpty() ? "" : " MUST ( " + String.join(" $ ", must) + " )";
      return "( %s NAME '%s' SUP top %s%s MAY ( %s ) )"
          .formatted(oid(2, name), name, kind, demanded, String.join(" $ ", allowed));
    }
  }

  /** The attributes of the table that may stand in a directory. */
  static List<Attribute<?>> attributes() {
    var directoryScopes =
        Set.of(Scope.GLOBAL, Scope.SERVER, Scope.DOMAIN, Scope.ACCOUNT, Scope.COS);
    return Attributes.all().stream()
        .filter(attribute -> attribute.scopes().stream().anyMatch(directoryScopes::contains))
        .<Attribute<?>>map(attribute -> attribute)
        .toList();
  }

  /**
   * Our object classes. Where Zimbra's entries have a class of a standard schema beside ours (an
   * organization, a person), ours is auxiliary.
   */
  static List<ObjectClass> objectClasses() {
    return List.of(
        new ObjectClass("zimbraGlobalConfig", "AUXILIARY", List.of("cn"), Set.of(Scope.GLOBAL)),
        new ObjectClass("zimbraServer", "STRUCTURAL", List.of("cn"), Set.of(Scope.SERVER)),
        new ObjectClass(
            "zimbraDomain", "AUXILIARY", List.of("zimbraDomainName"), Set.of(Scope.DOMAIN)),
        new ObjectClass("zimbraAccount", "AUXILIARY", List.of("uid"), Set.of(Scope.ACCOUNT)),
        new ObjectClass("zimbraCOS", "STRUCTURAL", List.of("cn"), Set.of(Scope.COS, Scope.ACCOUNT)),
        new ObjectClass("zimbraAlias", "STRUCTURAL", List.of("uid"), Set.of(Scope.ACCOUNT)),
        new ObjectClass(
            "zimbraDistributionList", "STRUCTURAL", List.of("uid"), Set.of(Scope.ACCOUNT)));
  }

  /** The definition of one attribute. */
  static String definition(Attribute<?> attribute) {
    return "( %s NAME '%s' DESC '%s' %s%s )"
        .formatted(
            oid(1, attribute.name()),
            attribute.name(),
            attribute.sentence().replace("\\", "\\5c").replace("'", "\\27"),
            syntaxOf(attribute.type()),
            attribute.type().multi() ? "" : " SINGLE-VALUE");
  }

  /** The definition of an attribute that only the embedded directory's data speaks of. */
  static String textDefinition(String name) {
    return "( %s NAME '%s' %s )".formatted(oid(3, name), name, TEXT);
  }

  /** The object identifier of a name in one branch of our arc. */
  static String oid(int branch, String name) {
    return ARC + "." + branch + "." + Attribute.id(name);
  }

  private static String syntaxOf(AttributeType<?> type) {
    return switch (type) {
      case AttributeType.Flag _ -> BOOLEAN;
      case AttributeType.Numeric<?> _ -> INTEGER;
      case AttributeType.Text(var word) when word.equals(AttributeType.Text.BINARY) -> OCTETS;
      case AttributeType.Time _,
          AttributeType.Choice<?> _,
          AttributeType.Word _,
          AttributeType.Text _,
          AttributeType.FileName _,
          AttributeType.AddressRange _ ->
          TEXT;
      case AttributeType.Many<?>(var each) -> syntaxOf(each);
    };
  }

  private static String syntax(String equality, String oid) {
    return "EQUALITY " + equality + " SYNTAX " + oid;
  }
}
