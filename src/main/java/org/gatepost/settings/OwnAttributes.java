package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.DOMAIN;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.HOST;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.BOOLEAN;
import static org.gatepost.settings.Types.CIDRS;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.FILE;
import static org.gatepost.settings.Types.PORT;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.TEXTS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.gatepost.settings.AttributeType.Choice;
import org.gatepost.settings.AttributeType.Many;
import org.gatepost.settings.AttributeType.Word;

/** What Gatepost adds to the attributes of the original (design 3.3). */
public final class OwnAttributes {
  private static final Set<Scope> H = Set.of(HOST);
  private static final Set<Scope> GD = Set.of(GLOBAL, DOMAIN);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<Duration> LOGIN_TIMEOUT =
      attribute(
              SECONDS,
              "gatepostLoginTimeout",
              GS,
              "How long a client may take from connecting to a successful login.")
          .orElse("60s")
          .perDoor();

  public static final Attribute<Integer> MAX_ERRORS =
      attribute(
              COUNT, "gatepostMaxErrors", GS, "How many invalid commands one connection may send.")
          .orElse("5")
          .perDoor()
          .counting("commands");

  public static final Attribute<Integer> MAX_LOGIN_ATTEMPTS =
      attribute(
              COUNT,
              "gatepostMaxLoginAttempts",
              GS,
              "After how many refused logins a connection is closed.")
          .orElse("3")
          .perDoor()
          .counting("logins");

  public static final Attribute<Integer> MAX_CONNECTIONS =
      attribute(
              COUNT,
              "gatepostMaxConnections",
              GS,
              "How many connections may be open; 0 means no limit.")
          .orElse("0")
          .perDoor()
          .counting("connections");

  public static final Attribute<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      attribute(
              COUNT,
              "gatepostMaxConnectionsPerAddress",
              GS,
              "How many connections one address may have open; 0 means no limit.")
          .orElse("0")
          .perDoor()
          .counting("connections");

  public static final Attribute<Integer> MAX_COMMAND_SIZE =
      attribute(
              COUNT,
              "gatepostMaxCommandSize",
              GS,
              "How long one command may be before the login, with its literals.")
          .orElse("16384")
          .perDoor()
          .counting("octets");

  public static final Attribute<Integer> MAX_LOGIN_NAME_SIZE =
      attribute(COUNT, "gatepostMaxLoginNameSize", GS, "How long a login name may be.")
          .orElse("256")
          .perDoor()
          .counting("octets");

  public static final Attribute<Integer> MAX_PASSWORD_SIZE =
      attribute(COUNT, "gatepostMaxPasswordSize", GS, "How long a password may be.")
          .orElse("1024")
          .perDoor()
          .counting("octets");

  public static final Attribute<Duration> UPSTREAM_CONNECT_TIMEOUT =
      attribute(
              SECONDS,
              "gatepostUpstreamConnectTimeout",
              GS,
              "How long one address of an upstream server may take to accept a connection before "
                  + "the next is tried.")
          .orElse("5s")
          .perDoor();

  public static final Attribute<Integer> MAX_UPSTREAM_REPLY_SIZE =
      attribute(
              COUNT,
              "gatepostMaxUpstreamReplySize",
              GS,
              "How much an upstream server may say before the login is through.")
          .orElse("16384")
          .perDoor()
          .counting("octets");

  public static final Attribute<Integer> MAX_LOCAL_ROUTES =
      attribute(
              COUNT, "gatepostMaxLocalRoutes", GS, "How many routes the local cache holds at most.")
          .orElse("100000")
          .counting("routes");

  public static final Attribute<String> TLS_PROVIDER =
      attribute(
              new Word(List.of("auto", "native", "jdk")),
              "gatepostTlsProvider",
              H,
              "Whose TLS is used: native costs a third of the CPU, auto falls back to the JDK's.")
          .orElse("auto");

  public static final Attribute<Boolean> KERNEL_RELAY =
      attribute(
              BOOLEAN,
              "gatepostKernelRelay",
              H,
              "Whether plain sessions are relayed inside the kernel where the machine can do it.")
          .orElse("TRUE");

  public static final Attribute<Duration> DRAIN_TIMEOUT =
      attribute(SECONDS, "gatepostDrainTimeout", GS, "How long stopping waits for sessions to end.")
          .orElse("30s");

  public static final Attribute<Duration> RESTART_TIMEOUT =
      attribute(
              SECONDS,
              "gatepostRestartTimeout",
              GS,
              "How long a restart waits for the new process to be ready; then the old one goes on.")
          .orElse("60s");

  public static final Attribute<Duration> RESTART_DRAIN_TIMEOUT =
      attribute(
              SECONDS,
              "gatepostRestartDrainTimeout",
              GS,
              "How long sessions may go on in the old process after a restart.")
          .orElse("1d");

  public static final Attribute<List<Cidr>> TRUSTED_PEERS =
      attribute(
              CIDRS,
              "gatepostTrustedPeers",
              GS,
              "Whose PROXY header and forwarding headers are believed.")
          .perDoor();

  public static final Attribute<Boolean> EDGE_AUTH =
      attribute(
              BOOLEAN,
              "gatepostEdgeAuth",
              GD,
              "Whether passwords are verified in the directory before a login goes upstream.")
          .orElse("FALSE")
          .notYet();

  public static final Attribute<Duration> LOCAL_ROUTE_TTL =
      attribute(SECONDS, "gatepostLocalRouteTTL", GS, "How long a route is kept in this process.")
          .orElse("60s");

  public static final Attribute<Duration> NEGATIVE_ROUTE_TTL =
      attribute(
              SECONDS,
              "gatepostNegativeRouteTTL",
              GS,
              "How long it is remembered that a login has no route.")
          .orElse("5s");

  public static final Attribute<StartTlsMode> HANDLER_TLS =
      attribute(
              new Choice<>(StartTlsMode.class),
              "gatepostHandlerTls",
              GS,
              "Whether the lookup handler speaks HTTPS beside HTTP on its port; without a certificate on means off.")
          .orElse("on")
          .forNewListeners();

  public static final Attribute<List<Cidr>> HANDLER_PEERS =
      attribute(
          CIDRS,
          "gatepostHandlerPeers",
          GS,
          "Who may ask the lookup handler, besides this host and the proxies of the directory.");

  public static final Attribute<Path> HANDLER_SECRET_FILE =
      attribute(
          FILE,
          "gatepostHandlerSecretFile",
          H,
          "The file with the secret that admits whoever shows it to the lookup handler.");

  public static final Attribute<Path> HANDLER_CLIENT_CA_FILE =
      attribute(
              FILE,
              "gatepostHandlerClientCaFile",
              H,
              "The file with the authorities whose client certificates are admitted by the lookup handler.")
          .forNewListeners();

  public static final Attribute<Duration> HANDLER_ROUTE_TTL =
      attribute(
              SECONDS,
              "gatepostHandlerRouteTTL",
              GS,
              "How long the lookup handler remembers an answer; 0 means not at all.")
          .orElse("10s");

  public static final Attribute<Duration> HANDLER_IDLE_TIMEOUT =
      attribute(
              SECONDS,
              "gatepostHandlerIdleTimeout",
              GS,
              "How long a connection to the lookup handler may be without a complete request.")
          .orElse("60s");

  public static final Attribute<Integer> HANDLER_MAX_CONNECTIONS =
      attribute(
              COUNT,
              "gatepostHandlerMaxConnections",
              GS,
              "How many connections the lookup handler has open at most; 0 means no limit.")
          .orElse("1024")
          .counting("connections");

  public static final Attribute<String> MEMCACHED_KEYS =
      attribute(
              new Word(List.of("hashed", "clear")),
              "gatepostMemcachedKeys",
              GS,
              "How login names stand in the keys of memcached.")
          .orElse("hashed");

  public static final Attribute<String> MEMCACHED_ELECTION =
      attribute(
              new Word(List.of("zimbra", "ketama")),
              "gatepostMemcachedElection",
              GS,
              "How the memcached server of a key is chosen.")
          .orElse("zimbra");

  public static final Attribute<Path> ROUTE_SIGNING_KEY_FILE =
      attribute(
          FILE,
          "gatepostRouteSigningKeyFile",
          H,
          "The file with the key that signs routes in memcached; with it, unsigned routes are not believed.");

  public static final Attribute<String> CONSOLE_ADDRESS =
      attribute(
              TEXT,
              "gatepostConsoleAddress",
              GS,
              "The address at which metrics and health are shown.")
          .orElse("127.0.0.1")
          .forNewListeners();

  public static final Attribute<Integer> CONSOLE_PORT =
      attribute(PORT, "gatepostConsolePort", GS, "The port at which metrics and health are shown.")
          .orElse("9072")
          .forNewListeners();

  public static final Attribute<String> SMTP_SERVER_NAME =
      attribute(
              TEXT,
              "gatepostSmtpServerName",
              GS,
              "The name in the SMTP greeting; none means the name of the server.")
          .perDoor()
          .notYet();

  public static final Attribute<StartTlsMode> SMTP_START_TLS_MODE =
      attribute(
              new Choice<>(StartTlsMode.class),
              "gatepostSmtpStartTlsMode",
              GS,
              "What the SMTP door does about STARTTLS.")
          .orElse("only")
          .perDoor()
          .notYet();

  public static final Attribute<List<String>> SMTP_CAPABILITIES =
      attribute(
              TEXTS,
              "gatepostSmtpCapabilities",
              GS,
              "The extensions that SMTP advertises besides those that follow from other settings.")
          .perDoor()
          .notYet();

  public static final Attribute<Boolean> SMTP_XCLIENT =
      attribute(
              BOOLEAN,
              "gatepostSmtpXclient",
              GS,
              "Whether the client's address is told upstream by the SMTP command XCLIENT.")
          .orElse("TRUE")
          .perDoor()
          .notYet();

  public static final Attribute<Integer> MAX_LOOKUP_ANSWER_SIZE =
      attribute(
              COUNT,
              "gatepostMaxLookupAnswerSize",
              GS,
              "How long status line and headers of a lookup handler's answer may be.")
          .orElse("16384")
          .counting("octets");

  public static final Attribute<List<String>> COMPAT =
      attribute(
          new Many<>(new Word(List.of("lookup-close"))),
          "gatepostCompat",
          GS,
          "Behaviours of the original that are restored, by name.");

  private OwnAttributes() {}
}
