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

  /** The names of an account that the directory knows by any of them, or by its id. */
  public static Optional<AccountNames> find(Directory directory, String name)
      throws DirectoryException {
    Optional<Entry> entry = directory.searchOne("", ACCOUNT, Map.of("NAME", name));
    if (entry.isEmpty()) {
      return Optional.empty();
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

  /** All names with their domains, those of alias domains too. */
  public List<String> fullNames() {
    List<String> full = new ArrayList<>(names);
    for (String domain : aliasDomains) {
      localParts().forEach(local -> full.add(local + "@" + domain));
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
