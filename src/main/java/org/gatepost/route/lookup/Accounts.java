package org.gatepost.route.lookup;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/** The accounts: which one is meant, and whether it may be used as is asked (spec mail 2.2). */
final class Accounts {
  private final Directory directory;
  private final EffectiveSettings settings;
  private final Domains domains;
  private final FilterTemplate query;
  private final String[] read;

  Accounts(Directory directory, EffectiveSettings settings, Domains domains)
      throws ConfigurationException {
    this.directory = directory;
    this.settings = settings;
    this.domains = domains;
    this.query = Queries.read(settings, RouteAttributes.USER_QUERY, Set.of("USER"));
    this.read = attributes(settings);
  }

  /**
   * Finds an account, or a list, which may bear the same addresses.
   *
   * @throws RouteException if the question is for administrators and the account is none
   */
  Optional<Entry> find(RouteQuestion question, String address, Trace trace)
      throws RouteException, DirectoryException, ConfigurationException {
    var hit = question.named() == Named.BY_ID ? byId(address) : byAddress(address, trace);
    if (question.service() == Service.ADMIN) {
      requireAdministrator(hit, address);
      trace.say("It may administer.");
    }
    return hit;
  }

  /** The search finds addresses as well, and an address must not pass for an identity. */
  private Optional<Entry> byId(String id) throws DirectoryException {
    return search(id)
        .filter(hit -> hit.all(EntryAttributes.ID.name()).stream().anyMatch(id::equalsIgnoreCase));
  }

  private Optional<Entry> byAddress(String address, Trace trace)
      throws DirectoryException, ConfigurationException {
    var hit = search(address);
    if (hit.isEmpty()) {
      var behindAlias = domains.behindAlias(address, trace);
      if (behindAlias.isPresent()) {
        hit = search(behindAlias.get());
      }
    }
    return hit;
  }

  private Optional<Entry> search(String user) throws DirectoryException {
    var base = settings.optional(RouteAttributes.USER_BASE).orElse("");
    return directory.searchOne(base, query, Map.of("USER", user), read);
  }

  private static void requireAdministrator(Optional<Entry> hit, String address)
      throws RouteException, ConfigurationException {
    // What has no address of its own is a list.
    var account = hit.filter(entry -> deliveryAddress(entry).isPresent());
    if (account.isEmpty()) {
      throw new RouteException(Reason.NO_SUCH_ACCOUNT, "account %s not found".formatted(address));
    }
    if (!isTrue(account.get(), EntryAttributes.IS_ADMIN)
        && !isTrue(account.get(), EntryAttributes.IS_DELEGATED_ADMIN)) {
      throw new RouteException(
          Reason.REFUSED, "account %s is not admin or delegated admin".formatted(address));
    }
  }

  static boolean isTrue(Entry entry, Attribute<Boolean> attribute) throws ConfigurationException {
    return entry.value(attribute).orElse(false);
  }

  static Optional<String> deliveryAddress(Entry hit) {
    return hit.first(EntryAttributes.DELIVERY_ADDRESS.name());
  }

  /** The domain of an account; it must exist. */
  Entry domainOf(String deliveryAddress) throws RouteException, DirectoryException {
    return domains
        .named(Domains.of(deliveryAddress))
        .orElseThrow(() ->
            new RouteException(
                Reason.MISCONFIGURED, "domain not found for user:" + deliveryAddress));
  }

  /** Whether every client would be admitted: whether the domain has no allow list (2.4). */
  static boolean admits(Entry domain, InetAddress client, Trace trace)
      throws RouteException, ConfigurationException {
    var allowed = domain.value(EntryAttributes.ALLOWED_IPS).orElse(List.of());
    if (allowed.isEmpty()) {
      return true;
    }
    // The unspecified address stands for one that nobody knows, and is on no list.
    if (client.isAnyLocalAddress() || allowed.stream().noneMatch(range -> range.contains(client))) {
      throw new RouteException(
          Reason.REFUSED,
          "Client-IP %s is not allowed on this domain"
              .formatted(AddressText.of(client).getFirst()));
    }
    trace.say("The client's address is allowed on the domain.");
    return false;
  }

  private static String[] attributes(EffectiveSettings settings) {
    var names = new LinkedHashSet<String>();
    names.add(EntryAttributes.ID.name());
    names.add(EntryAttributes.DELIVERY_ADDRESS.name());
    names.add(EntryAttributes.IS_ADMIN.name());
    names.add(EntryAttributes.IS_DELEGATED_ADMIN.name());
    names.add(EntryAttributes.TOKEN_VALIDITY.name());
    names.addAll(TokenLives.READ);
    names.add(settings.value(RouteAttributes.MAIL_HOST_ATTRIBUTE));
    settings.optional(RouteAttributes.USER_NAME_ATTRIBUTE).ifPresent(names::add);
    names.addAll(ExternalRoutes.ATTRIBUTES);
    return names.toArray(String[]::new);
  }
}
