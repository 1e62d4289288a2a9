package org.gatepost.prov;

import java.net.IDN;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.gatepost.directory.Change;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.settings.EntryAttributes;

/**
 * The domains. Each is an entry for the last label of its name, below the entries of the others:
 * {@code dc=example,dc=com}. Its accounts are below {@code ou=people} of it.
 */
final class Domains {
  private static final FilterTemplate ALL =
      FilterTemplate.parse("(objectClass=zimbraDomain)", Set.of());
  private static final FilterTemplate BY_VIRTUAL_HOST =
      FilterTemplate.parse(
          "(&(zimbraVirtualHostname=${HOST})(objectClass=zimbraDomain))", Set.of("HOST"));
  private static final FilterTemplate ALIASES_OF =
      FilterTemplate.parse(
          "(&(zimbraDomainAliasTargetId=${ID})(objectClass=zimbraDomain))", Set.of("ID"));
  private static final FilterTemplate ANYTHING = FilterTemplate.parse("(objectClass=*)", Set.of());
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_][a-z0-9_-]{0,62})*");
  private static final String ID = EntryAttributes.ID.name();

  private final Directory directory;

  Domains(Directory directory) {
    this.directory = directory;
  }

  static String name(Entry domain) {
    return domain.first(EntryAttributes.DOMAIN_NAME.name()).orElse(domain.dn());
  }

  static boolean isAlias(Entry domain) {
    return domain.first(EntryAttributes.DOMAIN_TYPE.name()).filter("alias"::equals).isPresent();
  }

  /** The domain of that name or id. */
  Entry named(String name) throws ServiceError, DirectoryException {
    return find(name).orElseThrow(() -> ServiceError.noSuch(Kind.DOMAIN, name));
  }

  Optional<Entry> find(String name) throws DirectoryException {
    var byName = directory.domain("", name);
    return byName.isPresent() ? byName : directory.domainById(name);
  }

  Optional<Entry> withVirtualHost(String host) throws DirectoryException {
    return directory.searchOne("", BY_VIRTUAL_HOST, Map.of("HOST", host));
  }

  /** The domain that an alias domain stands for. */
  Optional<Entry> target(Entry alias) throws DirectoryException {
    var id = alias.first(EntryAttributes.DOMAIN_ALIAS_TARGET.name());
    return id.isEmpty() ? Optional.empty() : directory.domainById(id.get());
  }

  /** All of them, by name. */
  List<Entry> all() throws DirectoryException {
    return directory.listing("", ALL, Map.of()).stream()
        .sorted(Comparator.comparing(Domains::name))
        .toList();
  }

  /** Creates one with all that belongs above and below it; its id. */
  String create(String given, Edits edits) throws ServiceError, DirectoryException {
    return create(given, edits.over(Map.of(ID, List.of(UUID.randomUUID().toString()))));
  }

  /** Creates another name for a domain; its id. */
  String createAlias(String given, Entry target, Edits edits)
      throws ServiceError, DirectoryException {
    var initial = new LinkedHashMap<String, List<String>>();
    initial.put(ID, List.of(UUID.randomUUID().toString()));
    initial.put(EntryAttributes.DOMAIN_TYPE.name(), List.of("alias"));
    initial.put(EntryAttributes.DOMAIN_ALIAS_TARGET.name(), List.of(id(target)));
    return create(given, edits.over(initial));
  }

  /** The id of a domain; one that was written by hand and has none gets one. */
  private String id(Entry domain) throws DirectoryException {
    var known = domain.first(ID);
    if (known.isPresent()) {
      return known.get();
    }
    var fresh = UUID.randomUUID().toString();
    directory.modify(domain.dn(), List.of(new Change.Replace(ID, List.of(fresh))));
    return fresh;
  }

  private String create(String given, Map<String, List<String>> attributes)
      throws ServiceError, DirectoryException {
    var name = ascii(given);
    if (directory.domain("", name).isPresent()) {
      throw ServiceError.exists(Kind.DOMAIN, name);
    }
    var dn = place(name);
    var own = new LinkedHashMap<>(attributes);
    own.put(EntryAttributes.DOMAIN_NAME.name(), List.of(name));
    if (directory.entry(dn).isPresent()) {
      // It stands above another domain already.
      var changes = new ArrayList<Change>();
      changes.add(new Change.Add("objectClass", List.of("zimbraDomain")));
      own.forEach((attribute, values) -> changes.add(new Change.Replace(attribute, values)));
      directory.modify(dn, changes);
    } else {
      own.put("objectClass", List.of("dcObject", "organization", "zimbraDomain"));
      own.put("dc", List.of(label(name)));
      own.put("o", List.of(name));
      directory.add(dn, own);
    }
    addPeople(dn);
    return own.getOrDefault(ID, List.of("")).getFirst();
  }

  private static String ascii(String given) throws ServiceError {
    String name;
    try {
      name = IDN.toASCII(given).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      throw invalid(given);
    }
    if (!NAME.matcher(name).matches()) {
      throw invalid(given);
    }
    return name;
  }

  private static ServiceError invalid(String name) {
    return ServiceError.invalidRequest("must be valid domain name: " + name);
  }

  private static String label(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The name of a domain's entry; the entries above it are made if they are missing. */
  private String place(String name) throws ServiceError, DirectoryException {
    var labels = List.of(name.split("\\."));
    var dn = "";
    for (var label : labels.reversed().subList(0, labels.size() - 1)) {
      dn = Directory.dnBelow(dn, "dc", label);
      if (directory.entry(dn).isEmpty()) {
        addAbove(dn, label);
      }
    }
    return Directory.dnBelow(dn, "dc", label(name));
  }

  private void addAbove(String dn, String label) throws ServiceError, DirectoryException {
    try {
      directory.add(
          dn,
          Map.of(
              "objectClass",
              List.of("dcObject", "organization"),
              "dc",
              List.of(label),
              "o",
              List.of(label)));
    } catch (DirectoryException e) {
      // The answer of a server that has no such tree.
      if (e.kind() == DirectoryException.Kind.NOT_ALLOWED
          || e.kind() == DirectoryException.Kind.NO_SUCH_ENTRY) {
        throw ServiceError.failure(
            "the directory has no place for %s, give it one; it says: %s"
                .formatted(dn, e.getMessage()));
      }
      throw e;
    }
  }

  /** Where the accounts of a domain are. */
  static String people(String domainDn) {
    return Directory.dnBelow(domainDn, "ou", "people");
  }

  void addPeople(String domainDn) throws DirectoryException {
    var dn = people(domainDn);
    if (directory.entry(dn).isEmpty()) {
      directory.add(
          dn, Map.of("objectClass", List.of("organizationalUnit"), "ou", List.of("people")));
    }
  }

  /** Deletes a domain that nothing depends on. */
  void delete(Entry domain) throws ServiceError, DirectoryException {
    var name = name(domain);
    var id = domain.first(ID);
    if (id.isPresent()) {
      var aliases = directory.listing("", ALIASES_OF, Map.of("ID", id.get()));
      if (!aliases.isEmpty()) {
        throw ServiceError.domainNotEmpty(
            name, "its alias domain %s is to be deleted first".formatted(name(aliases.getFirst())));
      }
    }
    var below =
        directory.listing(domain.dn(), ANYTHING, Map.of()).stream()
            .filter(entry -> !entry.dn().equalsIgnoreCase(domain.dn()))
            .toList();
    for (var entry : below) {
      var classes = entry.all("objectClass");
      if (Values.contains(classes, "zimbraAccount") || Values.contains(classes, "zimbraDomain")) {
        throw ServiceError.domainNotEmpty(
            name,
            Values.contains(classes, "zimbraDomain")
                ? "the domain %s is below it".formatted(name(entry))
                : "it has accounts, such as %s".formatted(Accounts.name(entry)));
      }
    }
    // The deepest first: the longer of two names of which one is above the other.
    for (var entry :
        below.stream()
            .sorted(Comparator.comparingInt((Entry e) -> e.dn().length()).reversed())
            .toList()) {
      directory.delete(entry.dn());
    }
    directory.delete(domain.dn());
  }
}
