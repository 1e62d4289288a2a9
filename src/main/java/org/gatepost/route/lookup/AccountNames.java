package org.gatepost.route.lookup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.settings.EntryAttributes;

/**
 * Every name under which an account may be logged in to, and every address at which a bare name
 * means it.
 *
 * @param account its own name
 * @param names its own name and its aliases, with their domains
 * @param aliasDomains other names of its domain
 * @param id its {@code zimbraId}
 * @param proxyAddresses those of the proxy that belong to its domain
 * @param virtualHosts those of the web that belong to its domain
 */
public record AccountNames(
    String account,
    List<String> names,
    List<String> aliasDomains,
    Optional<String> id,
    List<String> proxyAddresses,
    List<String> virtualHosts) {
  private static final FilterTemplate ACCOUNT =
      FilterTemplate.parse(
          "(|(zimbraMailDeliveryAddress=${NAME})(zimbraMailAlias=${NAME})(zimbraId=${NAME}))",
          Set.of("NAME"));
  private static final FilterTemplate ALIAS_DOMAINS =
      FilterTemplate.parse(
          "(&(zimbraDomainAliasTargetId=${ID})(objectClass=zimbraDomain))", Set.of("ID"));
  private static final int MANY = 1_000;

  /**
   * The names of an account that the directory knows by any of them, or by its id.
   *
   * @param name in any letter case; without a domain it is one of the default domain
   */
  public static Optional<AccountNames> find(
      Directory directory, String name, Optional<String> defaultDomain) throws DirectoryException {
    Optional<Entry> entry = directory.searchOne("", ACCOUNT, Map.of("NAME", name));
    if (entry.isEmpty()) {
      Optional<String> other = otherName(directory, name, defaultDomain);
      return other.isEmpty() ? Optional.empty() : find(directory, other.get(), Optional.empty());
    }
    List<String> own = entry.get().all(EntryAttributes.DELIVERY_ADDRESS.name());
    String account = own.isEmpty() ? name : own.getFirst();
    Set<String> names = new LinkedHashSet<>(List.of(account));
    names.addAll(own);
    names.addAll(entry.get().all(EntryAttributes.MAIL_ALIAS.name()));
    Optional<Entry> domain = directory.domain("", Domains.of(account));
    return Optional.of(
        new AccountNames(
            account,
            List.copyOf(names),
            aliasDomains(directory, domain),
            entry.get().first(EntryAttributes.ID.name()),
            all(domain, EntryAttributes.VIRTUAL_IP_ADDRESS.name()),
            all(domain, EntryAttributes.VIRTUAL_HOSTNAME.name())));
  }

  /** A name that nobody has: of the default domain, or of the domain that its own stands for. */
  private static Optional<String> otherName(
      Directory directory, String name, Optional<String> defaultDomain) throws DirectoryException {
    if (name.indexOf('@') < 0) {
      return defaultDomain.map(domain -> name + "@" + domain);
    }
    Optional<String> target =
        directory
            .domain("", Domains.of(name))
            .flatMap(domain -> domain.first(EntryAttributes.DOMAIN_ALIAS_TARGET.name()));
    return target.isEmpty()
        ? Optional.empty()
        : directory
            .domainById(target.get())
            .flatMap(domain -> domain.first(EntryAttributes.DOMAIN_NAME.name()))
            .filter(domain -> !domain.equalsIgnoreCase(Domains.of(name)))
            .map(domain -> local(name) + "@" + domain);
  }

  /** All that is known of an account that the directory does not know. */
  public static AccountNames unknown(String name) {
    return new AccountNames(name, List.of(name), List.of(), Optional.empty(), List.of(), List.of());
  }

  private static List<String> aliasDomains(Directory directory, Optional<Entry> domain)
      throws DirectoryException {
    Optional<String> id = domain.flatMap(entry -> entry.first(EntryAttributes.ID.name()));
    if (id.isEmpty()) {
      return List.of();
    }
    return directory.searchAll(ALIAS_DOMAINS, Map.of("ID", id.get()), MANY).stream()
        .flatMap(entry -> entry.first(EntryAttributes.DOMAIN_NAME.name()).stream())
        .toList();
  }

  private static List<String> all(Optional<Entry> entry, String attribute) {
    return entry.map(found -> found.all(attribute)).orElseGet(List::of);
  }

  /** The part of its own name before the at-sign. */
  public String uid() {
    return local(account);
  }

  /** The domain of its own name. */
  public String domain() {
    return Domains.of(account);
  }

  /** The parts of all names before the at-sign, its own first. */
  public List<String> localParts() {
    return names.stream().map(AccountNames::local).distinct().toList();
  }

  /** All names with their domains, those of its domain in alias domains too. */
  public List<String> fullNames() {
    List<String> full = new ArrayList<>(names);
    for (String name : names) {
      // Its aliases in further domains may be somebody else's names in this one.
      if (Domains.of(name).equalsIgnoreCase(domain())) {
        aliasDomains.forEach(domain -> full.add(local(name) + "@" + domain));
      }
    }
    return full;
  }

  /** All names, with and without their domains. */
  public List<String> allNames() {
    return Stream.concat(localParts().stream(), fullNames().stream()).distinct().toList();
  }

  private static String local(String name) {
    int at = name.lastIndexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }
}
