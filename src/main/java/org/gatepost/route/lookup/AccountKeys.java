package org.gatepost.route.lookup;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.SharedKeys;
import org.gatepost.route.UpstreamProtocol;

/**
 * The keys in memcached under which an account may stand, as far as its names tell (spec http 5.8);
 * those with a client's address in them have to be found in memcached itself.
 */
public final class AccountKeys {
  // In the original's order, which is the order of its output.
  private static final List<UpstreamProtocol> PROTOCOLS =
      List.of(
          UpstreamProtocol.HTTP,
          UpstreamProtocol.IMAP,
          UpstreamProtocol.POP3,
          UpstreamProtocol.HTTPS,
          UpstreamProtocol.IMAPS,
          UpstreamProtocol.POP3S);

  private final Set<String> keys = new LinkedHashSet<>();

  private AccountKeys() {}

  /** The routes of a name, spelled as it is: all that the original tries for an unknown account. */
  public static List<String> ofName(String name) {
    return PROTOCOLS.stream().map(protocol -> SharedKeys.route(protocol, name)).toList();
  }

  /** All keys that follow from an account's names, the original's and ours. */
  public static List<String> of(AccountNames account) {
    AccountKeys all = new AccountKeys();
    for (UpstreamProtocol protocol : PROTOCOLS) {
      all.addRoutes(protocol, account);
    }
    all.addById(account);
    all.addAliases(account);
    return List.copyOf(all.keys);
  }

  /** What may be there besides of an account: most of these keys are nobody's. */
  public static List<String> likely(AccountNames account) {
    AccountKeys all = new AccountKeys();
    account.localParts().forEach(local -> all.add(SharedKeys.throttle(local)));
    account.fullNames().forEach(name -> likely(name).forEach(all::add));
    return List.copyOf(all.keys);
  }

  /**
   * What may be there of a name in other letter cases, in which old proxies keep routes and count
   * logins as their users type them.
   */
  public static List<String> likely(String name) {
    AccountKeys all = new AccountKeys();
    for (String typed : LetterCases.of(name)) {
      ofName(typed).forEach(all::add);
      all.add(SharedKeys.throttle(typed));
    }
    return List.copyOf(all.keys);
  }

  private void addRoutes(UpstreamProtocol protocol, AccountNames account) {
    for (String local : account.localParts()) {
      add(SharedKeys.route(protocol, local));
      for (String address : account.proxyAddresses()) {
        add(SharedKeys.route(protocol, local + "@" + address));
      }
      for (String domain : account.aliasDomains()) {
        add(SharedKeys.route(protocol, local + "@" + domain));
      }
    }
    for (String name : account.names()) {
      add(SharedKeys.route(protocol, name));
      add(SharedKeys.route(protocol, name.toLowerCase(Locale.ROOT)));
    }
  }

  private void addById(AccountNames account) {
    account
        .id()
        .ifPresent(id -> {
          for (Service service : Service.values()) {
            add(SharedKeys.routeById(UpstreamProtocol.HTTP, service, id));
            add(SharedKeys.routeById(UpstreamProtocol.HTTPS, service, id));
          }
        });
  }

  private void addAliases(AccountNames account) {
    for (String local : account.localParts()) {
      add(SharedKeys.alias(local, account.domain()));
      for (String address : account.proxyAddresses()) {
        add(SharedKeys.alias(local, address));
      }
      for (String domain : account.aliasDomains()) {
        add(SharedKeys.alias(local, domain));
      }
      for (String host : account.virtualHosts()) {
        add(SharedKeys.aliasAtHost(local, host));
      }
    }
    for (String name : account.names()) {
      for (String address : account.proxyAddresses()) {
        add(SharedKeys.alias(name, address));
      }
      for (String host : account.virtualHosts()) {
        add(SharedKeys.aliasAtHost(name, host));
      }
    }
  }

  private void add(String key) {
    keys.add(key);
  }
}
