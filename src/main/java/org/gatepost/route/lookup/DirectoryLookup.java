package org.gatepost.route.lookup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.RouteAttributes;

/**
 * Finds routes in the directory, as the original's lookup handler does for the methods {@code
 * username} and {@code zimbraId} (spec mail 2.2 to 2.7), with its defects put right (spec mail 8).
 *
 * <p>Neither password nor account status is looked at: a locked account has a route, and its
 * mailbox server refuses it. Any number of virtual threads may ask at once.
 */
public final class DirectoryLookup implements RouteLookup {
  private final EffectiveSettings settings;
  private final Domains domains;
  private final Accounts accounts;
  private final Servers servers;
  private final ExternalRoutes external;
  private final HostAddresses addresses;
  private final TokenLives tokenLives;

  /**
   * Prepares the searches.
   *
   * @throws ConfigurationException if one of the configured searches is not a filter
   */
  public DirectoryLookup(Directory directory, EffectiveSettings settings)
      throws ConfigurationException {
    this(directory, settings, InetAddress::getAllByName, InstantSource.system());
  }

  DirectoryLookup(
      Directory directory,
      EffectiveSettings settings,
      HostAddresses.Resolver resolver,
      InstantSource clock)
      throws ConfigurationException {
    this.settings = settings;
    int domainCount = settings.value(RouteAttributes.DOMAIN_CACHE_SIZE);
    var domainAge = settings.value(RouteAttributes.DOMAIN_CACHE_AGE);
    this.domains =
        new Domains(
            directory,
            settings,
            new RecentAnswers<>(domainCount, domainAge, clock),
            new RecentAnswers<>(domainCount, domainAge, clock));
    this.accounts = new Accounts(directory, settings, domains);
    int serverCount = settings.value(RouteAttributes.SERVER_CACHE_SIZE);
    var serverAge = settings.value(RouteAttributes.SERVER_CACHE_AGE);
    this.servers =
        new Servers(
            directory,
            settings,
            new RecentAnswers<>(serverCount, serverAge, clock),
            new RecentAnswers<>(serverCount, serverAge, clock));
    this.external = new ExternalRoutes(settings);
    this.addresses = new HostAddresses(resolver, settings.value(MailAttributes.IP_MODE));
    this.tokenLives = new TokenLives(directory);
  }

  @Override
  public Route lookUp(RouteQuestion question) throws RouteException {
    return lookUp(question, new Trace());
  }

  /** Finds the route of a login and tells how; the same path as {@link #lookUp}. */
  public Explanation explain(RouteQuestion question) {
    var trace = new Trace();
    try {
      var route = lookUp(question, trace);
      return new Explanation(trace.steps(), Optional.of(route), Optional.empty());
    } catch (RouteException e) {
      trace.say("No route: %s.".formatted(e.getMessage()));
      return new Explanation(trace.steps(), Optional.empty(), Optional.of(e));
    }
  }

  /**
   * Finds the account of somebody whom another has recognised, under the same rules as a route: its
   * domain exists and admits the client, and it may use the service.
   */
  public KnownAccount account(RouteQuestion question) throws RouteException {
    return told(() -> {
      var trace = new Trace();
      var address = domains.qualified(question, trace);
      var hit = accounts.find(question, address, trace);
      var name = hit.flatMap(Accounts::deliveryAddress);
      if (hit.isEmpty() || name.isEmpty()) {
        throw new RouteException(Reason.NO_SUCH_ACCOUNT, "account not found: " + address);
      }
      var domain = accounts.domainOf(name.get());
      Accounts.admits(domain, question.client(), trace);
      var id = hit.get().first(EntryAttributes.ID.name());
      if (id.isEmpty()) {
        throw new RouteException(
            Reason.MISCONFIGURED, "missing attr in search result: " + EntryAttributes.ID.name());
      }
      return new KnownAccount(
          id.get(),
          name.get(),
          hit.get().first(EntryAttributes.TOKEN_VALIDITY.name()),
          servers.version(mailHost(hit.get(), true)),
          Accounts.isTrue(hit.get(), EntryAttributes.IS_ADMIN),
          Accounts.isTrue(hit.get(), EntryAttributes.IS_DELEGATED_ADMIN),
          tokenLives.of(hit.get(), domain, question.service()));
    });
  }

  /** Forgets what is remembered of domains and servers. */
  @Override
  public void forget() {
    domains.forget();
    servers.forget();
  }

  private Route lookUp(RouteQuestion question, Trace trace) throws RouteException {
    return told(() -> find(question, trace));
  }

  private interface Asking<T> {
    T ask() throws RouteException, DirectoryException, ConfigurationException;
  }

  /** What goes wrong in the directory, told as what it means for a login. */
  private static <T> T told(Asking<T> asking) throws RouteException {
    try {
      return asking.ask();
    } catch (DirectoryException e) {
      throw new RouteException(Reason.UNAVAILABLE, "unable to search LDAP", e);
    } catch (ConfigurationException e) {
      throw new RouteException(Reason.MISCONFIGURED, e.getMessage(), e);
    }
  }

  private Route find(RouteQuestion question, Trace trace)
      throws RouteException, DirectoryException, ConfigurationException {
    var address = domains.qualified(question, trace);
    trace.say("The address is %s.".formatted(address));
    var hit = accounts.find(question, address, trace);
    return hit.isPresent()
        ? routeOf(hit.get(), address, question, trace)
        : routeWithoutAccount(address, question, trace);
  }

  private Route routeOf(Entry hit, String address, RouteQuestion question, Trace trace)
      throws RouteException, DirectoryException, ConfigurationException {
    trace.say("It is found at %s.".formatted(hit.dn()));
    var deliveryAddress = Accounts.deliveryAddress(hit);
    // A hit without an address of its own is a distribution list or the like.
    var domain = Optional.<Entry>empty();
    if (deliveryAddress.isPresent()) {
      domain = Optional.of(accounts.domainOf(deliveryAddress.get()));
    }
    boolean forEveryClient =
        domain.isEmpty() || Accounts.admits(domain.get(), question.client(), trace);
    var mailHost = mailHost(hit, deliveryAddress.isPresent());

    var account = accountName(hit, address, question);
    var outside = Optional.<Destination>empty();
    if (domain.isPresent()) {
      outside = external.ofAccount(hit, domain.get(), question.protocol(), trace);
    }
    if (domain.isPresent() && outside.isPresent()) {
      // The typed name is for servers outside alone. The original uses it inside as well when an
      // external route is incomplete, where it would split one account into several names.
      var name = external.wantsTypedName(domain.get()) ? question.loginName() : account;
      return route(outside.get(), name, address, forEveryClient, trace);
    }
    trace.say("Its mail is on %s.".formatted(mailHost));
    var accountId = hit.first(EntryAttributes.ID.name());
    var inside = servers.destination(mailHost, accountId, question, trace);
    return route(inside, account, address, forEveryClient, trace);
  }

  /**
   * The account's own name, not the alias that was typed: caches, counters and the upstream
   * server's log then know one account by one name (spec mail 8.3, number 42). Who asks by identity
   * keeps the answer under that.
   */
  private String accountName(Entry hit, String address, RouteQuestion question) {
    return question.named() == Named.BY_ID
        ? address
        : settings
            .optional(RouteAttributes.USER_NAME_ATTRIBUTE)
            .flatMap(hit::first)
            .or(() -> Accounts.deliveryAddress(hit))
            .orElse(address);
  }

  private Route routeWithoutAccount(String address, RouteQuestion question, Trace trace)
      throws RouteException, DirectoryException, ConfigurationException {
    trace.say("No account has this address.");
    var domain = domains.named(Domains.of(address));
    if (domain.isEmpty() || !external.servesWithoutAccount(domain.get(), question.protocol())) {
      throw new RouteException(Reason.NO_SUCH_ACCOUNT, "user not found:" + address);
    }
    // The original does not ask the allow list here; it is the domain's, not the account's.
    boolean forEveryClient = Accounts.admits(domain.get(), question.client(), trace);
    var outside = external.ofDomain(domain.get(), question.protocol());
    if (outside.isEmpty()) {
      throw new RouteException(
          Reason.NO_SUCH_ACCOUNT,
          "User '%s' not found. No external route info on domain '%s' but '%s=TRUE'"
              .formatted(
                  address,
                  Domains.of(address),
                  RouteAttributes.EXTERNAL_ROUTE_IF_NO_ACCOUNT.name()));
    }
    trace.say("Its domain sends such logins to %s.".formatted(outside.get()));
    var name = external.wantsTypedName(domain.get()) ? question.loginName() : address;
    return route(outside.get(), name, address, forEveryClient, trace);
  }

  private String mailHost(Entry hit, boolean isAccount) throws RouteException {
    var name = settings.value(RouteAttributes.MAIL_HOST_ATTRIBUTE);
    if (hit.all(name).isEmpty()) {
      throw new RouteException(
          isAccount ? Reason.MISCONFIGURED : Reason.NO_SUCH_ACCOUNT,
          "missing attr in search result: " + name);
    }
    return hit.first(name)
        .map(String::strip)
        .filter(host -> !host.isEmpty())
        .orElseThrow(() -> new RouteException(Reason.MISCONFIGURED, "empty attribute: " + name));
  }

  private Route route(
      Destination to, String account, String address, boolean forEveryClient, Trace trace) {
    var defaultDomain = settings.optional(RouteAttributes.DEFAULT_DOMAIN).orElse("");
    boolean aliasHolds =
        !defaultDomain.isEmpty() && Domains.of(address).equalsIgnoreCase(defaultDomain);
    var keeping =
        !forEveryClient ? Keeping.NOT : aliasHolds ? Keeping.ROUTE_AND_ALIAS : Keeping.ROUTE;
    List<InetSocketAddress> found =
        settings.value(RouteAttributes.DNS_LOOKUP)
            ? addresses.of(to.host(), to.port(), trace)
            : List.of();
    trace.say("The login goes to %s as %s.".formatted(to, account));
    return new Route(to.host(), to.port(), found, account, Optional.empty(), keeping);
  }
}
