package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.ACCOUNT;
import static org.gatepost.settings.Scope.COS;
import static org.gatepost.settings.Scope.DOMAIN;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.BOOLEAN;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.PORT;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.TEXTS;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.gatepost.settings.AttributeType.Whole;
import org.gatepost.settings.AttributeType.Word;

/**
 * What other servers act on, and those set who administer the proxy; of some, Gatepost reads where
 * those servers listen (spec http 4, 6.3).
 */
public final class MailboxAttributes {
  private static final Set<Scope> AO = Set.of(ACCOUNT, COS);
  private static final Set<Scope> GD = Set.of(GLOBAL, DOMAIN);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);
  private static final Set<Scope> S = Set.of(SERVER);

  private static final String THEIRS = "mailbox servers alone act on it";

  public static final Attribute<Boolean> IMAP_CLEARTEXT_LOGIN =
      attribute(
              BOOLEAN,
              "zimbraImapCleartextLoginEnabled",
              GS,
              "Whether a mailbox server takes IMAP passwords without TLS.")
          .orElse("FALSE")
          .notNeeded(THEIRS);

  public static final Attribute<Boolean> POP3_CLEARTEXT_LOGIN =
      attribute(
              BOOLEAN,
              "zimbraPop3CleartextLoginEnabled",
              GS,
              "Whether a mailbox server takes POP3 passwords without TLS.")
          .orElse("FALSE")
          .notNeeded(THEIRS);

  public static final Attribute<List<String>> MEMCACHED_SERVERS =
      attribute(
              TEXTS,
              "zimbraMemcachedClientServerList",
              GS,
              "The memcached servers of mailbox servers; none means they use none.")
          .notNeeded(THEIRS);

  public static final Attribute<String> MEMCACHED_HASH =
      attribute(
              TEXT,
              "zimbraMemcachedClientHashAlgorithm",
              GS,
              "How a mailbox server chooses the memcached server of a key.")
          .orElse("KETAMA_HASH")
          .notNeeded(THEIRS);

  public static final Attribute<Boolean> MEMCACHED_BINARY =
      attribute(
              BOOLEAN,
              "zimbraMemcachedClientBinaryProtocolEnabled",
              GS,
              "Whether a mailbox server speaks memcached's binary protocol.")
          .orElse("FALSE")
          .notNeeded(THEIRS);

  public static final Attribute<Integer> MEMCACHED_EXPIRY =
      attribute(
              COUNT,
              "zimbraMemcachedClientExpirySeconds",
              GS,
              "How long a mailbox server keeps things in memcached.")
          .orElse("86400")
          .counting("s")
          .notNeeded(THEIRS);

  public static final Attribute<Integer> MEMCACHED_TIMEOUT =
      attribute(
              COUNT,
              "zimbraMemcachedClientTimeoutMillis",
              GS,
              "How long memcached may take to answer a mailbox server.")
          .orElse("10000")
          .counting("ms")
          .notNeeded(THEIRS);

  public static final Attribute<String> CLIENT_CERT_MODE =
      attribute(
              new Word(List.of("Disabled", "NeedClientAuth", "WantClientAuth")),
              "zimbraMailSSLClientCertMode",
              GS,
              "Whether a mailbox server asks browsers for certificates.")
          .orElse("Disabled")
          .notNeeded(THEIRS);

  public static final Attribute<Integer> CLIENT_CERT_PORT =
      attribute(
              PORT,
              "zimbraMailSSLClientCertPort",
              GS,
              "A mailbox server's port at which browsers show certificates.")
          .orElse("9443")
          .notYet();

  public static final Attribute<Boolean> CLIENT_CERT_OCSP =
      attribute(
              BOOLEAN,
              "zimbraMailSSLClientCertOCSPEnabled",
              GS,
              "Whether a mailbox server asks the authority if a browser's certificate still holds.")
          .orElse("TRUE")
          .notNeeded(THEIRS);

  public static final Attribute<String> CLIENT_CERT_PRINCIPAL =
      attribute(
              TEXT,
              "zimbraMailSSLClientCertPrincipalMap",
              GD,
              "How a mailbox server finds the account of a browser's certificate.")
          .orElse("SUBJECT_EMAILADDRESS=name")
          .notNeeded(THEIRS);

  public static final Attribute<List<String>> THROTTLE_SAFE_IPS =
      attribute(
              TEXTS,
              "zimbraHttpThrottleSafeIPs",
              GS,
              "Addresses that a mailbox server does not slow down; those of proxies belong here.")
          .notNeeded(THEIRS);

  public static final Attribute<Integer> DOS_FILTER_RATE =
      attribute(
              COUNT,
              "zimbraHttpDosFilterMaxRequestsPerSec",
              GS,
              "How many requests a second a mailbox server takes of one client.")
          .orElse("30")
          .counting("requests")
          .notNeeded(THEIRS);

  public static final Attribute<Integer> DOS_FILTER_DELAY =
      attribute(
              new Whole(-1, Integer.MAX_VALUE),
              "zimbraHttpDosFilterDelayMillis",
              GS,
              "How long a mailbox server delays the requests above that rate; -1 refuses them.")
          .orElse("-1")
          .counting("ms")
          .notNeeded(THEIRS);

  public static final Attribute<String> PUBLIC_HOSTNAME =
      attribute(
          TEXT,
          "zimbraPublicServiceHostname",
          GD,
          "The host in the addresses that mailbox servers show; the name of the proxy belongs here.");

  public static final Attribute<String> PUBLIC_PROTOCOL =
      attribute(
              TEXT,
              "zimbraPublicServiceProtocol",
              GD,
              "The protocol in the addresses that mailbox servers show.")
          .notNeeded(THEIRS);

  public static final Attribute<Integer> PUBLIC_PORT =
      attribute(
              PORT,
              "zimbraPublicServicePort",
              GD,
              "The port in the addresses that mailbox servers show.")
          .notNeeded(THEIRS);

  public static final Attribute<String> LOGIN_URL =
      attribute(TEXT, "zimbraWebClientLoginURL", GD, "Another page of the login to the web client.")
          .notNeeded(THEIRS);

  public static final Attribute<String> LOGOUT_URL =
      attribute(TEXT, "zimbraWebClientLogoutURL", GD, "Another page after the web client.")
          .notNeeded(THEIRS);

  public static final Attribute<String> ADMIN_LOGIN_URL =
      attribute(
              TEXT,
              "zimbraAdminConsoleLoginURL",
              GD,
              "Another page of the login to the administration console.")
          .notNeeded(THEIRS);

  public static final Attribute<String> ADMIN_LOGOUT_URL =
      attribute(
              TEXT,
              "zimbraAdminConsoleLogoutURL",
              GD,
              "Another page after the administration console.")
          .notNeeded(THEIRS);

  public static final Attribute<Duration> TOKEN_LIFETIME =
      attribute(SECONDS, "zimbraAuthTokenLifetime", AO, "How long the tokens of an account hold.")
          .orElse("2d");

  public static final Attribute<Duration> ADMIN_TOKEN_LIFETIME =
      attribute(
              SECONDS, "zimbraAdminAuthTokenLifetime", AO, "How long administrators' tokens hold.")
          .orElse("12h");

  public static final Attribute<String> MAIL_BIND_ADDRESS =
      attribute(
              TEXT, "zimbraMailBindAddress", S, "The address of a mailbox server's port for HTTP.")
          .notYet();

  public static final Attribute<String> MAIL_SSL_BIND_ADDRESS =
      attribute(
              TEXT,
              "zimbraMailSSLBindAddress",
              S,
              "The address of a mailbox server's port for HTTPS.")
          .notYet();

  public static final Attribute<String> ADMIN_BIND_ADDRESS =
      attribute(
              TEXT,
              "zimbraAdminBindAddress",
              S,
              "The address of a mailbox server's port for administration.")
          .notYet();

  public static final Attribute<Integer> MTA_AUTH_PORT =
      attribute(
              PORT,
              "zimbraMtaAuthPort",
              GS,
              "A mailbox server's port at which mail transfer verifies passwords.")
          .orElse("7073")
          .notYet();

  public static final Attribute<Integer> LMTP_PORT =
      attribute(PORT, "zimbraLmtpBindPort", GS, "A mailbox server's port for LMTP.")
          .orElse("7025")
          .notYet();

  public static final Attribute<Integer> REMOTE_MANAGEMENT_PORT =
      attribute(
              new Whole(0, 65_535),
              "zimbraRemoteManagementPort",
              GS,
              "The port of SSH by which servers manage each other.")
          .orElse("22")
          .notYet();

  public static final Attribute<Integer> XMPP_PORT =
      attribute(PORT, "zimbraChatXmppPort", GS, "A mailbox server's port for XMPP.")
          .orElse("5222")
          .notYet();

  public static final Attribute<Integer> XMPP_SSL_PORT =
      attribute(PORT, "zimbraChatXmppSslPort", GS, "A mailbox server's port for XMPP with TLS.")
          .orElse("5223")
          .notYet();

  private MailboxAttributes() {}
}
