package org.gatepost.route.lookup;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/** The mail domains: which one a login belongs to, and what is written about it. */
final class Domains {
  private static final FilterTemplate BY_VIRTUAL_HOST =
      FilterTemplate.parse(
          "(&(zimbraVirtualHostname=${HOST})(objectClass=zimbraDomain))", Set.of("HOST"));

  private static final String[] READ = read();

  private final Directory directory;
  private final EffectiveSettings settings;
  private final FilterTemplate byAddress;
  private final String base;
  private final RecentAnswers<String> namesByAddress;
  private final RecentAnswers<Entry> byName;

  Domains(
      Directory directory,
      EffectiveSettings settings,
      RecentAnswers<String> namesByAddress,
      RecentAnswers<Entry> byName)
      throws ConfigurationException {
    this.directory = directory;
    this.settings = settings;
    this.byAddress = Queries.read(settings, RouteAttributes.DOMAIN_QUERY, Set.of("IPADDR"));
    this.base = settings.optional(RouteAttributes.DOMAIN_BASE).orElse("");
    this.namesByAddress = namesByAddress;
    this.byName = byName;
  }

  void forget() {
    namesByAddress.forget();
    byName.forget();
  }

  /** The part behind the last at-sign; empty if there is none. */
  static String of(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? "" : address.substring(at + 1);
  }

  /** The login name with a domain, if one can be found for it (spec mail 2.3). */
  String qualified(RouteQuestion question, Trace trace) throws DirectoryException {
    var login = question.loginName();
    if (question.named() == Named.BY_ID) {
      return login;
    }
    if (login.indexOf('@') >= 0) {
      return login;
    }
    var domain = byVirtualHost(question.virtualHost(), trace);
    if (domain.isEmpty()) {
      domain = byProxyAddress(question.proxy(), trace);
    }
    if (domain.isEmpty()) {
      domain = settings.optional(RouteAttributes.DEFAULT_DOMAIN);
      domain.ifPresent(name -> trace.say("The default domain is %s.".formatted(name)));
    }
    if (domain.isEmpty()) {
      trace.say("No domain belongs to the bare name; it is looked for as it is.");
    }
    return domain.map(name -> login + "@" + name).orElse(login);
  }

  /** The domain of that name, if it exists. */
  Optional<Entry> named(String name) throws DirectoryException {
    return byName.get(name.toLowerCase(Locale.ROOT), () -> directory.domain(base, name, READ));
  }

  /** The address in the domain that its own domain is another name for. */
  Optional<String> behindAlias(String address, Trace trace)
      throws DirectoryException, ConfigurationException {
    var domain = named(of(address));
    if (domain.isEmpty()) {
      return Optional.empty();
    }
    var type = domain.get().value(EntryAttributes.DOMAIN_TYPE);
    var target = domain.get().value(EntryAttributes.DOMAIN_ALIAS_TARGET);
    if (!type.equals(Optional.of("alias")) || target.isEmpty()) {
      return Optional.empty();
    }
    var name =
        directory
            .domainById(target.get(), EntryAttributes.DOMAIN_NAME.name())
            .flatMap(entry -> entry.first(EntryAttributes.DOMAIN_NAME.name()));
    name.ifPresent(
        n -> trace.say("%s is another name for the domain %s.".formatted(of(address), n)));
    return name.map(n -> address.substring(0, address.lastIndexOf('@') + 1) + n);
  }

  private Optional<String> byVirtualHost(Optional<String> host, Trace trace)
      throws DirectoryException {
    if (host.isEmpty()) {
      return Optional.empty();
    }
    var name =
        namesByAddress.get(
            host.get().toLowerCase(Locale.ROOT),
            () -> nameOf(directory.searchOne(base, BY_VIRTUAL_HOST, Map.of("HOST", host.get()))));
    name.ifPresent(
        n -> trace.say("The host name %s belongs to the domain %s.".formatted(host.get(), n)));
    return name;
  }

  private Optional<String> byProxyAddress(InetAddress proxy, Trace trace)
      throws DirectoryException {
    // Nobody is reached at the unspecified address: it stands for one that is not known.
    if (proxy.isAnyLocalAddress()) {
      return Optional.empty();
    }
    for (var text : AddressText.of(proxy)) {
      var name =
          namesByAddress.get(
              text, () -> nameOf(directory.searchOne(base, byAddress, Map.of("IPADDR", text))));
      if (name.isPresent()) {
        trace.say("The proxy's address %s belongs to the domain %s.".formatted(text, name.get()));
        return name;
      }
    }
    return Optional.empty();
  }

  private Optional<String> nameOf(Optional<Entry> domain) {
    return domain.flatMap(d -> d.first(settings.value(RouteAttributes.DOMAIN_NAME_ATTRIBUTE)));
  }

  // What routing needs; a domain's private key is not among it.
  private static String[] read() {
    var names = new ArrayList<>(ExternalRoutes.ATTRIBUTES);
    names.add(EntryAttributes.DOMAIN_NAME.name());
    names.add(EntryAttributes.DOMAIN_TYPE.name());
    names.add(EntryAttributes.DOMAIN_ALIAS_TARGET.name());
    names.add(EntryAttributes.ALLOWED_IPS.name());
    names.add(TokenLives.CLASS_OF_DOMAIN);
    names.add(RouteAttributes.EXTERNAL_ROUTE_IF_NO_ACCOUNT.name());
    names.add(RouteAttributes.EXTERNAL_ROUTE_ORIGINAL_NAME.name());
    return names.toArray(String[]::new);
  }
}
