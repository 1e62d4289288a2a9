package org.gatepost.route;

import java.util.List;
import org.gatepost.net.Addresses;
import org.gatepost.route.RouteQuestion.Service;

/**
 * The logical keys under which proxies share routes in memcached (spec mail 3.1). Names stand in
 * them escaped, so that no name can look like another key.
 */
public final class SharedKeys {
  private SharedKeys() {}

  /** The route of a name: an account's, or a bare one with the client's address behind it. */
  public static String route(UpstreamProtocol protocol, String name) {
    return "route:proto=" + protocol.word() + ";user=" + NameEscape.escape(name);
  }

  /** The route of an account by its {@code zimbraId}. */
  public static String routeById(UpstreamProtocol protocol, Service service, String id) {
    String desk =
        switch (service) {
          case MAILBOX -> "";
          case ADMIN -> ";admin=1";
          case ZX -> ";zx=1";
        };
    return "route:proto=" + protocol.word() + desk + ";id=" + NameEscape.escape(id);
  }

  /** What a name means at an address: of the client, or of the proxy where users are throttled. */
  public static String alias(String name, String address) {
    return "alias:user=" + NameEscape.escape(name) + ";ip=" + address;
  }

  /** What a name means at a host name of the web. */
  public static String aliasAtHost(String name, String virtualHost) {
    return "alias:user=" + NameEscape.escape(name) + ";vhost=" + NameEscape.escape(virtualHost);
  }

  /** The counter of a user's logins. */
  public static String throttle(String name) {
    return "throttle:user=" + NameEscape.escape(name);
  }

  /**
   * Where this product writes down which keys it has made for an account, so that they can be found
   * when the account moves: the original cannot find those with a client's address in them.
   */
  public static String keysOf(String account) {
    return "gatepost:keys;account=" + NameEscape.escape(account);
  }

  /** The keys of aliases that may say what the name in a question means. */
  static List<String> aliases(RouteQuestion question) {
    if (question.protocol().isWeb()) {
      return List.of(aliasAtHost(question.loginName(), question.virtualHost().orElse("")));
    }
    return List.of(
        alias(question.loginName(), Addresses.text(question.client())),
        alias(question.loginName(), Addresses.text(question.proxy())));
  }

  /** The key of the route of a question whose name means itself. */
  static String asTyped(RouteQuestion question) {
    String name = question.loginName();
    return route(
        question.protocol(),
        question.isQualified() ? name : name + "@" + Addresses.text(question.client()));
  }
}
