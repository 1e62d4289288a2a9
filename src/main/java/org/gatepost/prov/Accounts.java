package org.gatepost.prov;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.gatepost.directory.Change;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/** The accounts, and the further names that they have. */
final class Accounts {
  private static final String ADDRESS = EntryAttributes.DELIVERY_ADDRESS.name();
  private static final String ALIAS = EntryAttributes.MAIL_ALIAS.name();
  private static final String MAIL = "mail";

  private static final FilterTemplate BY_ADDRESS =
      FilterTemplate.parse(
          "(&(|(zimbraMailDeliveryAddress=${NAME})(zimbraMailAlias=${NAME}))"
              + "(objectClass=zimbraAccount))",
          Set.of("NAME"));
  private static final FilterTemplate BY_ID =
      FilterTemplate.parse("(&(zimbraId=${ID})(objectClass=zimbraAccount))", Set.of("ID"));
  private static final FilterTemplate ALL =
      FilterTemplate.parse("(objectClass=zimbraAccount)", Set.of());
  private static final FilterTemplate ADMINISTRATORS =
      FilterTemplate.parse(
          "(&(|(zimbraIsAdminAccount=TRUE)(zimbraIsDelegatedAdminAccount=TRUE))"
              + "(objectClass=zimbraAccount))",
          Set.of());

  private final Directory directory;
  private final Domains domains;

  Accounts(Directory directory) {
    this.directory = directory;
    this.domains = new Domains(directory);
  }

  static String name(Entry account) {
    return account.first(ADDRESS).or(() -> account.first("uid")).orElse(account.dn());
  }

  /** The account of that name, alias or id. */
  Entry named(String name) throws ServiceError, DirectoryException {
    return find(name).orElseThrow(() -> ServiceError.noSuch(Kind.ACCOUNT, name));
  }

  private Optional<Entry> find(String name) throws DirectoryException {
    var found = withAddress(name);
    if (found.isEmpty()) {
      found = directory.searchOne("", BY_ID, Map.of("ID", name));
    }
    if (found.isEmpty()) {
      var other = otherName(name);
      found = other.isEmpty() ? Optional.empty() : withAddress(other.get());
    }
    return found;
  }

  private Optional<Entry> withAddress(String address) throws DirectoryException {
    return directory.searchOne("", BY_ADDRESS, Map.of("NAME", address));
  }

  /** A bare name in the default domain, or one of an alias domain in the domain behind it. */
  private Optional<String> otherName(String name) throws DirectoryException {
    int at = name.lastIndexOf('@');
    if (at < 0) {
      return directory
          .globalConfig()
          .flatMap(global -> global.first(RouteAttributes.DEFAULT_DOMAIN.name()))
          .map(domain -> name + "@" + domain);
    }
    var domain = directory.domain("", name.substring(at + 1));
    return domain.isEmpty()
        ? Optional.empty()
        : domains
            .target(domain.get())
            .map(target -> name.substring(0, at + 1) + Domains.name(target));
  }

  /** All accounts, of one domain or of all, by name. */
  Stream<Entry> all(Optional<Entry> domain) throws DirectoryException {
    return directory.listing(domain.map(Entry::dn).orElse(""), ALL, Map.of()).stream()
        .filter(account -> domain.isEmpty() || isIn(account, domain.get()))
        .sorted(Comparator.comparing(Accounts::name));
  }

  // Below a domain's entry there are those of the domains below it, too.
  private static boolean isIn(Entry account, Entry domain) {
    return domainOf(name(account)).equalsIgnoreCase(Domains.name(domain));
  }

  Stream<Entry> administrators() throws DirectoryException {
    return directory.listing("", ADMINISTRATORS, Map.of()).stream()
        .sorted(Comparator.comparing(Accounts::name));
  }

  /**
   * Creates one; the attributes that it has then.
   *
   * @param password nothing for an account that cannot log in
   */
  Map<String, List<String>> create(String given, Optional<String> password, Edits edits)
      throws ServiceError, DirectoryException {
    var name = given.toLowerCase(Locale.ROOT);
    var domain = domainFor(name);
    requireFree(name);
    var local = name.substring(0, name.lastIndexOf('@'));
    var initial = new LinkedHashMap<String, List<String>>();
    initial.put("objectClass", List.of("inetOrgPerson", "zimbraAccount"));
    initial.put("uid", List.of(local));
    initial.put("cn", List.of(local));
    initial.put("sn", List.of(local));
    initial.put(MAIL, List.of(name));
    initial.put(EntryAttributes.ID.name(), List.of(UUID.randomUUID().toString()));
    initial.put(ADDRESS, List.of(name));
    initial.put(EntryAttributes.ACCOUNT_STATUS.name(), List.of("active"));
    password.ifPresent(secret -> initial.put(Values.PASSWORD, List.of(secret)));
    var attributes = edits.over(initial);
    var dn = Directory.dnBelow(Domains.people(domain.dn()), "uid", local);
    try {
      add(dn, attributes, domain);
    } catch (DirectoryException e) {
      if (e.kind() == DirectoryException.Kind.EXISTS) {
        throw ServiceError.exists(Kind.ACCOUNT, name);
      }
      throw e;
    }
    return attributes;
  }

  private void add(String dn, Map<String, List<String>> attributes, Entry domain)
      throws DirectoryException {
    try {
      directory.add(dn, attributes);
    } catch (DirectoryException e) {
      if (e.kind() != DirectoryException.Kind.NO_SUCH_ENTRY) {
        throw e;
      }
      // A domain that was written by hand need not have a place for people.
      domains.addPeople(domain.dn());
      directory.add(dn, attributes);
    }
  }

  /** The domain of an address that is to be given to somebody. */
  private Entry domainFor(String address) throws ServiceError, DirectoryException {
    int at = address.indexOf('@');
    if (at < 1 || at != address.lastIndexOf('@') || address.chars().anyMatch(c -> c <= ' ')) {
      throw ServiceError.invalidRequest("must be valid email address: " + address);
    }
    var name = domainOf(address);
    var domain =
        directory.domain("", name).orElseThrow(() -> ServiceError.noSuch(Kind.DOMAIN, name));
    if (Domains.isAlias(domain)) {
      throw ServiceError.invalidRequest("domain type must be local");
    }
    return domain;
  }

  private static String domainOf(String address) {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  private void requireFree(String address) throws ServiceError, DirectoryException {
    if (withAddress(address).isPresent()) {
      throw ServiceError.exists(Kind.ACCOUNT, address);
    }
  }

  void addAlias(Entry account, String given) throws ServiceError, DirectoryException {
    var alias = given.toLowerCase(Locale.ROOT);
    domainFor(alias);
    requireFree(alias);
    directory.modify(
        account.dn(),
        List.of(new Change.Add(ALIAS, List.of(alias)), new Change.Add(MAIL, List.of(alias))));
  }

  void removeAlias(Entry account, String alias) throws ServiceError, DirectoryException {
    if (!Values.contains(account.all(ALIAS), alias)) {
      throw ServiceError.noSuchAlias(alias);
    }
    directory.modify(
        account.dn(),
        List.of(new Change.Remove(ALIAS, List.of(alias)), new Change.Remove(MAIL, List.of(alias))));
  }

  void setPassword(Entry account, String password) throws DirectoryException {
    directory.modify(account.dn(), List.of(new Change.Replace(Values.PASSWORD, List.of(password))));
  }

  void delete(Entry account) throws DirectoryException {
    directory.delete(account.dn());
  }
}
