package org.gatepost.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The entries of an embedded directory in memory: the LDAP library's in-memory server, asked
 * directly, without a socket (design 2, decision 3), and the order of the file.
 *
 * <p>That server knows its trees and its schema from the start; for an entry of other names another
 * one is made, {@link #taking}.
 */
final class InMemory {
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

  private static final Filter EVERYTHING = Filter.createANDFilter(); // RFC 4526

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*"); // RFC 4512 §1.4

  /** What a tree may begin with though nothing stands above it: a domain, most of all. */
  private static final Set<String> TOPS = Set.of("dc", "o", "c");

  private final InMemoryDirectoryServer server;
  private final Schema schema;
  private final Set<DN> order;

  private InMemory(InMemoryDirectoryServer server, Schema schema, Set<DN> order) {
    this.server = server;
    this.schema = schema;
    this.order = order;
  }

  static InMemory of(List<Entry> entries) throws LDAPException {
    return of(entries, suffixes(entries), schemaFor(entries));
  }

  private static InMemory of(List<Entry> entries, Set<DN> suffixes, Schema schema)
      throws LDAPException {
    var config = new InMemoryDirectoryServerConfig(suffixes.toArray(DN[]::new));
    config.setSchema(schema);
    // The data is what it is; the settings are checked where they are read, with better words.
    config.setEnforceAttributeSyntaxCompliance(false);
    config.setEnforceSingleStructuralObjectClass(false);
    config.setGenerateOperationalAttributes(false);
    config.setEqualityIndexAttributes(INDEXED);
    // Nothing is encoded on the way in, so that a file's own values stay as they are.
    config.setPasswordEncoders(null, Passwords.readable());
    var server = new InMemoryDirectoryServer(config);
    var order = new LinkedHashSet<DN>();
    for (var entry : entries) {
      order.add(entry.getParsedDN());
    }
    server.addEntries(parentsFirst(entries));
    return new InMemory(server, schema, order);
  }

  InMemoryDirectoryServer server() {
    return server;
  }

  /** All entries: those of the file in its order, then the new ones in theirs. */
  List<Entry> entries() throws LDAPException {
    // One search a tree: asking for each entry by its name took most of a change's time.
    var byName = new HashMap<DN, Entry>();
    for (var tree : server.getBaseDNs()) {
      for (var entry : everythingBelow(tree.toString())) {
        byName.put(entry.getParsedDN(), entry);
      }
    }
    var entries = new ArrayList<Entry>();
    for (var dn : order) {
      var entry = byName.get(dn);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private List<? extends Entry> everythingBelow(String tree) throws LDAPException {
    if (server.getEntry(tree, "1.1") == null) {
      return List.of(); // a tree is known before its first entry is there
    }
    var found = server.search(tree, SearchScope.SUB, EVERYTHING, "*", "+").getSearchEntries();
    return found == null ? List.of() : found;
  }

  /**
   * The same entries, ready for one with this name and these attributes and object classes.
   *
   * @throws LDAPException if one of them cannot be a name
   */
  InMemory taking(Entry wanted) throws LDAPException {
    var dn = wanted.getParsedDN();
    boolean newTree = isTop(dn) && !isBelow(server.getBaseDNs(), dn);
    if (knows(wanted) && !newTree) {
      order.add(dn);
      return this;
    }
    var entries = entries();
    var suffixes = suffixes(entries);
    if (newTree) {
      suffixes.add(dn);
    }
    var expected = new ArrayList<>(entries);
    expected.add(wanted);
    var other = of(entries, suffixes, schemaFor(expected));
    other.order.add(dn);
    return other;
  }

  /** The same entries, without a tree in another one, as there is when the upper came later. */
  InMemory settled() throws LDAPException {
    var trees = server.getBaseDNs();
    for (var dn : trees) {
      var others = trees.stream().filter(other -> !other.equals(dn)).toList();
      if (isBelow(others, dn)) {
        return of(entries());
      }
    }
    return this;
  }

  private boolean knows(Entry wanted) throws LDAPException {
    boolean known = true;
    for (var attribute : wanted.getAttributes()) {
      known &= schema.getAttributeType(checked(attribute.getBaseName())) != null;
    }
    for (var name : classes(wanted)) {
      known &= schema.getObjectClass(checked(name)) != null;
    }
    return known;
  }

  private static boolean isBelow(List<DN> trees, DN dn) {
    return trees.stream().anyMatch(tree -> tree.isAncestorOf(dn, true));
  }

  private static boolean isTop(DN dn) {
    var rdns = dn.getRDNs();
    return rdns.length == 1
        || (rdns.length > 1
            && TOPS.contains(rdns[0].getAttributeNames()[0].toLowerCase(Locale.ROOT)));
  }

  private static String checked(String name) throws LDAPException {
    if (!NAME.matcher(name).matches()) {
      throw new LDAPException(
          ResultCode.UNDEFINED_ATTRIBUTE_TYPE,
          "\"%s\" is no name of an attribute or object class".formatted(name));
    }
    return name;
  }

  private static List<Entry> parentsFirst(List<Entry> entries) throws LDAPException {
    for (var entry : entries) {
      entry.getParsedDN(); // fails here, if at all
    }
    return entries.stream().sorted(Comparator.comparingInt(InMemory::depth)).toList();
  }

  private static int depth(Entry entry) {
    try {
      return entry.getParsedDN().getRDNs().length;
    } catch (LDAPException e) {
      throw new IllegalStateException("it was parsed before", e);
    }
  }

  /** The names that no other entry stands above. */
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
    for (var ours : SchemaText.objectClasses()) {
      classes.add(ours.name());
    }
    for (var entry : entries) {
      for (var attribute : entry.getAttributes()) {
        attributes.put(attribute.getBaseName(), SchemaText.textDefinition(attribute.getBaseName()));
      }
      classes.addAll(classes(entry));
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

  private static List<String> classes(Entry entry) {
    var names = entry.getObjectClassValues();
    return names == null ? List.of() : Arrays.asList(names);
  }
}
