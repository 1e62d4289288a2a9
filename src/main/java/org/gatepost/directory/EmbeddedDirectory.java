package org.gatepost.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory in this process over a file in LDIF: the LDAP library's in-memory server, asked
 * directly, without a socket (design 2, decision 3).
 */
final class EmbeddedDirectory {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedDirectory.class);

  /** Beyond this many entries another directory serves better; design 5. */
  private static final int MANY_ENTRIES = 5_000;

  /** What the searches of a login look for. */
  private static final List<String> INDEXED =
      List.of(
          "zimbraMailDeliveryAddress",
          "zimbraMailAlias",
          "zimbraId",
          "zimbraDomainName",
          "zimbraVirtualHostname",
          "zimbraVirtualIPAddress",
          "zimbraServiceHostname",
          "objectClass");

  /** What entries may be made of that are added later, whatever there is at first. */
  private static final List<String> USUAL_CLASSES =
      List.of(
          "dcObject",
          "inetOrgPerson",
          "organization",
          "organizationalPerson",
          "organizationalRole",
          "organizationalUnit",
          "zimbraAccount",
          "zimbraDomain",
          "zimbraGlobalConfig",
          "zimbraServer");

  private static final List<String> USUAL_ATTRIBUTES =
      List.of(
          "cn",
          "dc",
          "description",
          "displayName",
          "employeeNumber",
          "givenName",
          "initials",
          "l",
          "mail",
          "mobile",
          "o",
          "ou",
          "postalCode",
          "preferredLanguage",
          "sn",
          "st",
          "street",
          "telephoneNumber",
          "title",
          "uid",
          "userPassword");

  private EmbeddedDirectory() {}

  static LDAPInterface open(Path file) throws DirectoryException {
    var entries = read(file);
    if (entries.size() > MANY_ENTRIES) {
      log.warn("{} has {} entries; use an LDAP server for that many", file, entries.size());
    }
    try {
      return holding(entries);
    } catch (LDAPException e) {
      throw new DirectoryException(file + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  static LDAPInterface empty() throws DirectoryException {
    try {
      return holding(List.of());
    } catch (LDAPException e) {
      throw new DirectoryException("An empty directory cannot be made: " + e.getMessage(), e);
    }
  }

  private static InMemoryDirectoryServer holding(List<Entry> entries) throws LDAPException {
    var config = new InMemoryDirectoryServerConfig(suffixes(entries).toArray(DN[]::new));
    config.setSchema(schemaFor(entries));
    // The data is what it is; the settings are checked where they are read, with better words.
    config.setEnforceAttributeSyntaxCompliance(false);
    config.setEnforceSingleStructuralObjectClass(false);
    config.setGenerateOperationalAttributes(false);
    config.setEqualityIndexAttributes(INDEXED);
    var server = new InMemoryDirectoryServer(config);
    server.addEntries(entries);
    return server;
  }

  private static List<Entry> read(Path file) throws DirectoryException {
    var entries = new ArrayList<Entry>();
    var names = new TreeSet<DN>();
    try (var reader = new LDIFReader(file.toFile())) {
      for (var entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
        if (!names.add(entry.getParsedDN())) {
          throw new DirectoryException(file + ": " + entry.getDN() + " stands there twice.");
        }
        entries.add(entry);
      }
      return entries;
    } catch (LDIFException e) {
      throw new DirectoryException(file + ":" + e.getLineNumber() + ": " + e.getMessage(), e);
    } catch (IOException | LDAPException e) {
      throw new DirectoryException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The names that no other entry of the file stands above. */
  private static Set<DN> suffixes(List<Entry> entries) throws LDAPException {
    var all = new TreeSet<DN>();
    for (var entry : entries) {
      all.add(entry.getParsedDN());
    }
    var suffixes = new LinkedHashSet<DN>();
    for (var dn : all) {
      var above = dn.getParent();
      while (above != null && !all.contains(above)) {
        above = above.getParent();
      }
      if (above == null) {
        suffixes.add(dn);
      }
    }
    if (suffixes.isEmpty()) {
      suffixes.add(new DN("cn=zimbra")); // the library wants one, though nothing is there
    }
    return suffixes;
  }

  /**
   * A schema that has the table's attributes with their matching rules, and allows whatever else
   * the data speaks of. The library wants one for its indexes; its standard schema would take
   * longer to load than everything else together.
   */
  private static Schema schemaFor(List<Entry> entries) throws LDAPException {
    var attributes = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    var classes = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    for (var entry : entries) {
      for (var attribute : entry.getAttributes()) {
        attributes.put(attribute.getBaseName(), SchemaText.textDefinition(attribute.getBaseName()));
      }
      var names = entry.getObjectClassValues();
      if (names != null) {
        classes.addAll(Arrays.asList(names));
      }
    }
    classes.addAll(USUAL_CLASSES);
    for (var name : USUAL_ATTRIBUTES) {
      attributes.put(name, SchemaText.textDefinition(name));
    }
    for (var attribute : SchemaText.attributes()) {
      attributes.put(attribute.name(), SchemaText.definition(attribute));
    }
    attributes.put("objectClass", SchemaText.textDefinition("objectClass"));
    var schema = new Entry("cn=schema");
    schema.addAttribute("objectClass", "top", "subschema");
    for (var definition : attributes.values()) {
      schema.addAttribute(
          Schema.ATTR_ATTRIBUTE_TYPE, new AttributeTypeDefinition(definition).toString());
    }
    for (var name : classes) {
      var definition =
          "( %s NAME '%s' AUXILIARY MAY ( %s ) )"
              .formatted(SchemaText.oid(4, name), name, String.join(" $ ", attributes.keySet()));
      schema.addAttribute(
          Schema.ATTR_OBJECT_CLASS, new ObjectClassDefinition(definition).toString());
    }
    return new Schema(schema);
  }
}
