package org.gatepost.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Writes the schema file for OpenLDAP anew; run it after a change of the table of attributes. */
final class OpenLdapSchema {
  static final Path FILE = Path.of("etc/openldap/gatepost-schema.ldif");

  private static final String HEAD =
      """
      # Zimbra's attributes as Gatepost knows them, for OpenLDAP 2.5 and later (cn=config).
      # Made from the table of attributes; do not edit.
      #
      #   ldapadd -Y EXTERNAL -H ldapi:/// -f gatepost-schema.ldif
      #
      # Needs core, cosine and inetorgperson. The names are Zimbra's, the object identifiers are
      # Gatepost's own: an arc below 2.25 made of a random UUID (ITU-T X.667). Do not load this
      # into Zimbra's own LDAP server, which has these attributes already.
      # Index zimbraMailDeliveryAddress, zimbraMailAlias, zimbraId, zimbraDomainName,
      # zimbraVirtualIPAddress, zimbraServiceHostname and objectClass for equality.
      dn: cn=gatepost,cn=schema,cn=config
      objectClass: olcSchemaConfig
      cn: gatepost
      """;

  private OpenLdapSchema() {}

  /** Writes the file, from the root of the source tree. */
  static void main() throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, text());
  }

  static String text() {
    var lines = new ArrayList<String>();
    for (var attribute : SchemaText.attributes()) {
      lines.add("olcAttributeTypes: " + SchemaText.definition(attribute));
    }
    for (var objectClass : SchemaText.objectClasses()) {
      lines.add("olcObjectClasses: " + objectClass.definition());
    }
    return HEAD + String.join("\n", lines) + "\n";
  }
}
