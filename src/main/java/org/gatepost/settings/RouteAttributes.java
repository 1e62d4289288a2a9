package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.ACCOUNT;
import static org.gatepost.settings.Scope.DOMAIN;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.HOST;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.ASCIIS;
import static org.gatepost.settings.Types.BOOLEAN;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.FILE;
import static org.gatepost.settings.Types.MINUTES;
import static org.gatepost.settings.Types.PORT;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.TEXTS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Finding the upstream server of a login, and remembering it (spec mail 6.2). */
public final class RouteAttributes {
  private static final Set<Scope> D = Set.of(DOMAIN);
  private static final Set<Scope> G = Set.of(GLOBAL);
  private static final Set<Scope> H = Set.of(HOST);
  private static final Set<Scope> S = Set.of(SERVER);
  private static final Set<Scope> DA = Set.of(DOMAIN, ACCOUNT);
  private static final Set<Scope> GD = Set.of(GLOBAL, DOMAIN);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<Boolean> LOOKUP_TARGET =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyLookupTarget",
              GS,
              "Whether this server answers route lookups.")
          .orElse("FALSE");

  public static final Attribute<List<String>> LOOKUP_TARGETS =
      attribute(
          TEXTS,
          "zimbraReverseProxyAvailableLookupTargets",
          GS,
          "The only servers that are asked for routes; none means all that answer.");

  public static final Attribute<Integer> LOOKUP_PORT =
      attribute(
              PORT, "zimbraExtensionBindPort", GS, "The port at which route lookups are answered.")
          .orElse("7072")
          .forNewListeners();

  public static final Attribute<Duration> LOOKUP_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyRouteLookupTimeout",
              GS,
              "How long one route lookup may take.")
          .orElse("15s");

  public static final Attribute<Duration> LOOKUP_QUARANTINE =
      attribute(
              SECONDS,
              "zimbraReverseProxyRouteLookupTimeoutCache",
              GS,
              "How long a lookup handler is left alone after it has failed.")
          .orElse("60s");

  public static final Attribute<Boolean> MEMCACHED_ENABLED =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyZmlookupCachingEnabled",
              GS,
              "Whether routes are kept in memcached.")
          .orElse("TRUE");

  public static final Attribute<Duration> MEMCACHED_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyCacheFetchTimeout",
              G,
              "How long memcached may take to answer.")
          .orElse("3s");

  public static final Attribute<Duration> MEMCACHED_RECONNECT =
      attribute(
              SECONDS,
              "zimbraReverseProxyCacheReconnectInterval",
              G,
              "How long a memcached server is left alone after it has failed.")
          .orElse("1m");

  public static final Attribute<Duration> MEMCACHED_TTL =
      attribute(
              SECONDS,
              "zimbraReverseProxyCacheEntryTTL",
              G,
              "How long routes and aliases are kept in memcached.")
          .orElse("1h");

  public static final Attribute<Integer> MEMCACHED_PORT =
      attribute(PORT, "zimbraMemcachedBindPort", GS, "The port of a memcached server.")
          .orElse("11211");

  public static final Attribute<List<String>> MEMCACHED_ADDRESS =
      attribute(TEXTS, "zimbraMemcachedBindAddress", S, "The addresses of a memcached server.");

  public static final Attribute<Path> HANDLER_PASSWORD_FILE =
      attribute(
          FILE,
          "ldap_nginx_password",
          H,
          "The file with the password that the proxy shows to lookup handlers.");

  public static final Attribute<Path> KEYTAB =
      attribute(FILE, "krb5_keytab", H, "The file with the Kerberos keys of the proxy.").notYet();

  public static final Attribute<Boolean> KERBEROS_NAME_FROM_ADDRESS =
      attribute(
              BOOLEAN,
              "krb5_service_principal_from_interface_address",
              H,
              "Whether the Kerberos name of the proxy follows from the address that the client came to.")
          .orElse("FALSE")
          .notYet();

  public static final Attribute<List<String>> ADMIN_IP_ADDRESS =
      attribute(
          ASCIIS, "zimbraReverseProxyAdminIPAddress", G, "The proxies that may obtain tokens.");

  public static final Attribute<String> USER_QUERY =
      attribute(
              TEXT,
              "zimbraReverseProxyMailHostQuery",
              G,
              "The search for an account; ${USER} is the login.")
          .orElse(
              "(|(zimbraMailDeliveryAddress=${USER})(zimbraMailAlias=${USER})(zimbraId=${USER}))");

  public static final Attribute<String> USER_BASE =
      attribute(
          TEXT,
          "zimbraReverseProxyMailHostSearchBase",
          G,
          "Where accounts are searched; none means the whole tree.");

  public static final Attribute<String> MAIL_HOST_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyMailHostAttribute",
              G,
              "Which attribute of an account names its upstream server.")
          .orElse("zimbraMailHost");

  public static final Attribute<String> USER_NAME_ATTRIBUTE =
      attribute(
          TEXT,
          "zimbraReverseProxyUserNameAttribute",
          G,
          "Which attribute of an account is its login name upstream; none means its address.");

  public static final Attribute<String> PORT_QUERY =
      attribute(
              TEXT,
              "zimbraReverseProxyPortQuery",
              G,
              "The search for a server entry; ${MAILHOST} is its name.")
          .orElse("(&(zimbraServiceHostname=${MAILHOST})(objectClass=zimbraServer))");

  public static final Attribute<String> PORT_BASE =
      attribute(
          TEXT,
          "zimbraReverseProxyPortSearchBase",
          G,
          "Where server entries are searched; none means the whole tree.");

  public static final Attribute<String> IMAP_PORT_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyImapPortAttribute",
              G,
              "Which attribute of a server holds its port for IMAP.")
          .orElse("zimbraImapBindPort");

  public static final Attribute<String> IMAPS_PORT_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyImapSSLPortAttribute",
              G,
              "Which attribute of a server holds its port for IMAP with TLS.")
          .orElse("zimbraImapSSLBindPort");

  public static final Attribute<String> POP3_PORT_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyPop3PortAttribute",
              G,
              "Which attribute of a server holds its port for POP3.")
          .orElse("zimbraPop3BindPort");

  public static final Attribute<String> POP3S_PORT_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyPop3SSLPortAttribute",
              G,
              "Which attribute of a server holds its port for POP3 with TLS.")
          .orElse("zimbraPop3SSLBindPort");

  public static final Attribute<String> HTTP_PORT_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyHttpPortAttribute",
              G,
              "Which attribute of a server holds its port for HTTP.")
          .orElse("zimbraMailPort");

  public static final Attribute<String> HTTPS_PORT_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyHttpSSLPortAttribute",
              G,
              "Which attribute of a server holds its port for HTTPS.")
          .orElse("zimbraMailSSLPort");

  public static final Attribute<String> ADMIN_PORT_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyAdminPortAttribute",
              G,
              "Which attribute of a server holds its port for administration.")
          .orElse("zimbraAdminPort");

  public static final Attribute<String> DOMAIN_QUERY =
      attribute(
              TEXT,
              "zimbraReverseProxyDomainNameQuery",
              G,
              "The search for the domain that a proxy address stands for; ${IPADDR} is the address.")
          .orElse("(&(zimbraVirtualIPAddress=${IPADDR})(objectClass=zimbraDomain))");

  public static final Attribute<String> DOMAIN_BASE =
      attribute(
          TEXT,
          "zimbraReverseProxyDomainNameSearchBase",
          G,
          "Where domains are searched; none means the whole tree.");

  public static final Attribute<String> DOMAIN_NAME_ATTRIBUTE =
      attribute(
              TEXT,
              "zimbraReverseProxyDomainNameAttribute",
              G,
              "Which attribute of a domain is its name.")
          .orElse("zimbraDomainName");

  public static final Attribute<Boolean> DNS_LOOKUP =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyDnsLookupInServerEnabled",
              GS,
              "Whether a route lookup also finds the addresses of the upstream server.")
          .orElse("TRUE");

  public static final Attribute<Boolean> USE_EXTERNAL_ROUTE =
      attribute(
          BOOLEAN,
          "zimbraReverseProxyUseExternalRoute",
          DA,
          "Whether mail programs are sent to a server outside of the system.");

  public static final Attribute<Boolean> EXTERNAL_ROUTE_IF_NO_ACCOUNT =
      attribute(
          BOOLEAN,
          "zimbraReverseProxyUseExternalRouteIfAccountNotExist",
          D,
          "Whether logins without an account are sent to the external server of their domain.");

  public static final Attribute<Boolean> EXTERNAL_ROUTE_ORIGINAL_NAME =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyExternalRouteIncludeOriginalAuthusername",
              GD,
              "Whether an external server gets the login name as the client has typed it.")
          .orElse("FALSE");

  public static final Attribute<String> EXTERNAL_IMAP_HOSTNAME =
      attribute(TEXT, "zimbraExternalImapHostname", DA, "The external server's name for IMAP.");

  public static final Attribute<Integer> EXTERNAL_IMAP_PORT =
      attribute(PORT, "zimbraExternalImapPort", DA, "The external server's port for IMAP.");

  public static final Attribute<String> EXTERNAL_IMAPS_HOSTNAME =
      attribute(
          TEXT,
          "zimbraExternalImapSSLHostname",
          DA,
          "The external server's name for IMAP with TLS.");

  public static final Attribute<Integer> EXTERNAL_IMAPS_PORT =
      attribute(
          PORT, "zimbraExternalImapSSLPort", DA, "The external server's port for IMAP with TLS.");

  public static final Attribute<String> EXTERNAL_POP3_HOSTNAME =
      attribute(TEXT, "zimbraExternalPop3Hostname", DA, "The external server's name for POP3.");

  public static final Attribute<Integer> EXTERNAL_POP3_PORT =
      attribute(PORT, "zimbraExternalPop3Port", DA, "The external server's port for POP3.");

  public static final Attribute<String> EXTERNAL_POP3S_HOSTNAME =
      attribute(
          TEXT,
          "zimbraExternalPop3SSLHostname",
          DA,
          "The external server's name for POP3 with TLS.");

  public static final Attribute<Integer> EXTERNAL_POP3S_PORT =
      attribute(
          PORT, "zimbraExternalPop3SSLPort", DA, "The external server's port for POP3 with TLS.");

  public static final Attribute<List<String>> IMAP_POOL =
      attribute(
          TEXTS,
          "zimbraReverseProxyUpstreamImapServers",
          GS,
          "The servers that share the IMAP sessions of this mailbox server's accounts.");

  public static final Attribute<String> IMAP_POOL_ALGORITHM =
      attribute(
              TEXT,
              "zimbraImapLoadBalancingAlgorithm",
              GS,
              "How a server of the IMAP pool is chosen; AccountIdHash is the one that Gatepost has.")
          .orElse("AccountIdHash");

  public static final Attribute<Integer> IMAP_POOL_PORT =
      attribute(PORT, "zimbraRemoteImapBindPort", GS, "The port of a server of the IMAP pool.")
          .orElse("8143");

  public static final Attribute<Integer> IMAPS_POOL_PORT =
      attribute(
              PORT,
              "zimbraRemoteImapSSLBindPort",
              GS,
              "The port of a server of the IMAP pool, with TLS.")
          .orElse("8993");

  public static final Attribute<String> DEFAULT_DOMAIN =
      attribute(TEXT, "zimbraDefaultDomainName", G, "The domain of logins that name none.");

  public static final Attribute<Integer> DOMAIN_CACHE_SIZE =
      attribute(
              COUNT,
              "ldap_cache_reverseproxylookup_domain_maxsize",
              H,
              "How many domains the route lookup remembers.")
          .orElse("100")
          .counting("entries");

  public static final Attribute<Duration> DOMAIN_CACHE_AGE =
      attribute(
              MINUTES,
              "ldap_cache_reverseproxylookup_domain_maxage",
              H,
              "How long the route lookup remembers a domain.")
          .orElse("15");

  public static final Attribute<Integer> SERVER_CACHE_SIZE =
      attribute(
              COUNT,
              "ldap_cache_reverseproxylookup_server_maxsize",
              H,
              "How many servers the route lookup remembers.")
          .orElse("100")
          .counting("entries");

  public static final Attribute<Duration> SERVER_CACHE_AGE =
      attribute(
              MINUTES,
              "ldap_cache_reverseproxylookup_server_maxage",
              H,
              "How long the route lookup remembers a server.")
          .orElse("15");

  private RouteAttributes() {}
}
