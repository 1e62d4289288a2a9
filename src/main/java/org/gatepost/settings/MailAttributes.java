package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.HOST;
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
import org.gatepost.settings.AttributeType.Choice;

/** Doors, dialogues and sessions of the mail protocols (spec mail 6.1). */
public final class MailAttributes {
  private static final Set<Scope> G = Set.of(GLOBAL);
  private static final Set<Scope> H = Set.of(HOST);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<Boolean> MAIL_ENABLED =
      attribute(BOOLEAN, "zimbraReverseProxyMailEnabled", GS, "Whether mail is proxied at all.")
          .orElse("TRUE");

  public static final Attribute<Boolean> IMAP_ENABLED =
      attribute(BOOLEAN, "zimbraReverseProxyMailImapEnabled", GS, "Whether there is an IMAP door.")
          .orElse("TRUE");

  public static final Attribute<Boolean> IMAPS_ENABLED =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyMailImapsEnabled",
              GS,
              "Whether there is an IMAP door with TLS from the first byte.")
          .orElse("TRUE");

  public static final Attribute<Boolean> POP3_ENABLED =
      attribute(BOOLEAN, "zimbraReverseProxyMailPop3Enabled", GS, "Whether there is a POP3 door.")
          .orElse("TRUE");

  public static final Attribute<Boolean> POP3S_ENABLED =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyMailPop3sEnabled",
              GS,
              "Whether there is a POP3 door with TLS from the first byte.")
          .orElse("TRUE");

  public static final Attribute<Integer> IMAP_PORT =
      attribute(PORT, "zimbraImapProxyBindPort", GS, "The port of the IMAP door.")
          .orElse("143")
          .forNewListeners();

  public static final Attribute<Integer> IMAPS_PORT =
      attribute(PORT, "zimbraImapSSLProxyBindPort", GS, "The port of the IMAP door with TLS.")
          .orElse("993")
          .forNewListeners();

  public static final Attribute<Integer> POP3_PORT =
      attribute(PORT, "zimbraPop3ProxyBindPort", GS, "The port of the POP3 door.")
          .orElse("110")
          .forNewListeners();

  public static final Attribute<Integer> POP3S_PORT =
      attribute(PORT, "zimbraPop3SSLProxyBindPort", GS, "The port of the POP3 door with TLS.")
          .orElse("995")
          .forNewListeners();

  public static final Attribute<IpMode> IP_MODE =
      attribute(
              new Choice<>(IpMode.class),
              "zimbraIPMode",
              GS,
              "The address families that doors listen on and upstream servers are reached by.")
          .orElse("ipv4")
          .forNewListeners();

  public static final Attribute<Boolean> PER_VIRTUAL_HOSTNAME =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyGenConfigPerVirtualHostname",
              GS,
              "Whether domains have listeners of their own.")
          .orElse("TRUE")
          .forNewListeners();

  public static final Attribute<Boolean> SNI_ENABLED =
      attribute(
              BOOLEAN,
              "zimbraReverseProxySNIEnabled",
              GS,
              "Whether the original chooses certificates by the server name that clients ask for.")
          .orElse("FALSE")
          .forNewListeners()
          .notNeeded("certificates are always chosen by server name");

  public static final Attribute<StartTlsMode> IMAP_START_TLS_MODE =
      attribute(
              new Choice<>(StartTlsMode.class),
              "zimbraReverseProxyImapStartTlsMode",
              GS,
              "What the IMAP door does about STARTTLS.")
          .orElse("only")
          .perDoor();

  public static final Attribute<StartTlsMode> POP3_START_TLS_MODE =
      attribute(
              new Choice<>(StartTlsMode.class),
              "zimbraReverseProxyPop3StartTlsMode",
              GS,
              "What the POP3 door does about STLS.")
          .orElse("only")
          .perDoor();

  public static final Attribute<Boolean> IMAP_SASL_PLAIN =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyImapSaslPlainEnabled",
              GS,
              "Whether IMAP offers AUTHENTICATE PLAIN.")
          .orElse("TRUE")
          .perDoor();

  public static final Attribute<Boolean> POP3_SASL_PLAIN =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyPop3SaslPlainEnabled",
              GS,
              "Whether POP3 offers AUTH PLAIN.")
          .orElse("TRUE")
          .perDoor();

  public static final Attribute<Boolean> IMAP_SASL_GSSAPI =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyImapSaslGssapiEnabled",
              GS,
              "Whether IMAP offers AUTHENTICATE GSSAPI.")
          .orElse("FALSE")
          .perDoor()
          .notYet();

  public static final Attribute<Boolean> POP3_SASL_GSSAPI =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyPop3SaslGssapiEnabled",
              GS,
              "Whether POP3 offers AUTH GSSAPI.")
          .orElse("FALSE")
          .perDoor()
          .notYet();

  public static final Attribute<String> DEFAULT_REALM =
      attribute(
              TEXT,
              "zimbraReverseProxyDefaultRealm",
              GS,
              "The realm added to a Kerberos name that has none.")
          .notYet();

  public static final Attribute<List<String>> IMAP_CAPABILITIES =
      attribute(
              TEXTS,
              "zimbraReverseProxyImapEnabledCapability",
              GS,
              "The capabilities that IMAP advertises besides those that follow from other settings.")
          .orElse(
              "IMAP4rev1",
              "ACL",
              "BINARY",
              "CATENATE",
              "CHILDREN",
              "CONDSTORE",
              "ENABLE",
              "ESEARCH",
              "ESORT",
              "I18NLEVEL=1",
              "ID",
              "IDLE",
              "LIST-EXTENDED",
              "LIST-STATUS",
              "LITERAL+",
              "MULTIAPPEND",
              "NAMESPACE",
              "QRESYNC",
              "QUOTA",
              "RIGHTS=ektx",
              "SASL-IR",
              "SEARCHRES",
              "SORT",
              "THREAD=ORDEREDSUBJECT",
              "UIDPLUS",
              "UNSELECT",
              "WITHIN",
              "XLIST")
          .perDoor();

  public static final Attribute<List<String>> POP3_CAPABILITIES =
      attribute(
              TEXTS,
              "zimbraReverseProxyPop3EnabledCapability",
              GS,
              "The capabilities that POP3 advertises besides those that follow from other settings.")
          .orElse("TOP", "USER", "UIDL", "EXPIRE 31 USER", "XOIP")
          .perDoor();

  public static final Attribute<Boolean> IMAP_EXPOSE_VERSION =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyImapExposeVersionOnBanner",
              GS,
              "Whether the IMAP greeting tells the version.")
          .orElse("FALSE")
          .perDoor();

  public static final Attribute<Boolean> POP3_EXPOSE_VERSION =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyPop3ExposeVersionOnBanner",
              GS,
              "Whether the POP3 greeting tells the version.")
          .orElse("FALSE")
          .perDoor();

  public static final Attribute<Boolean> PASS_ERRORS =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyPassErrors",
              GS,
              "Whether the upstream server's words of refusal are passed to the client.")
          .orElse("TRUE")
          .perDoor();

  public static final Attribute<Duration> AUTH_WAIT_INTERVAL =
      attribute(
              SECONDS,
              "zimbraReverseProxyAuthWaitInterval",
              G,
              "How long the answer to a refused login is held back.")
          .orElse("10s");

  public static final Attribute<Boolean> SEND_IMAP_ID =
      attribute(
              BOOLEAN,
              "zimbraReverseProxySendImapId",
              G,
              "Whether the client's address is told upstream by the IMAP command ID.")
          .orElse("TRUE");

  public static final Attribute<Boolean> SEND_POP3_XOIP =
      attribute(
              BOOLEAN,
              "zimbraReverseProxySendPop3Xoip",
              G,
              "Whether the client's address is told upstream by the POP3 command XOIP.")
          .orElse("TRUE");

  public static final Attribute<Duration> CONNECT_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyConnectTimeout",
              GS,
              "How long connecting and logging in upstream may take together.")
          .orElse("120000ms")
          .perDoor();

  public static final Attribute<Duration> INACTIVITY_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyInactivityTimeout",
              GS,
              "How long a session may be idle in versions of the original before 8.0.")
          .orElse("1h")
          .deprecatedSince("8.0")
          .notNeeded("the idle times of each protocol hold");

  public static final Attribute<Duration> IMAP_MAX_IDLE =
      attribute(
              SECONDS,
              "imap_max_idle_time",
              H,
              "How long an IMAP client may take from the greeting to its login.")
          .orElse("60")
          .perDoor();

  public static final Attribute<Duration> POP3_MAX_IDLE =
      attribute(
              SECONDS,
              "pop3_max_idle_time",
              H,
              "How long a POP3 client may take from the greeting to its login, and be idle after it.")
          .orElse("60")
          .perDoor();

  public static final Attribute<Duration> IMAP_AUTHENTICATED_MAX_IDLE =
      attribute(
              SECONDS,
              "imap_authenticated_max_idle_time",
              H,
              "How long a logged-in IMAP session may be idle; the proxy grants 300 s more than the upstream server.")
          .orElse("1800")
          .perDoor();

  public static final Attribute<Boolean> SSL_TO_UPSTREAM =
      attribute(
              BOOLEAN,
              "zimbraReverseProxySSLToUpstreamEnabled",
              GS,
              "Whether upstream servers are spoken to with TLS.")
          .orElse("TRUE")
          .perDoor();

  public static final Attribute<List<String>> TRUSTED_IP =
      attribute(
          TEXTS,
          "zimbraMailTrustedIP",
          GS,
          "Exact addresses whose forwarding headers are believed; gatepostTrustedPeers takes ranges.");

  public static final Attribute<Duration> RECONNECT_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraMailProxyReconnectTimeout",
              GS,
              "How long an upstream server is left alone after it has failed, in seconds.")
          .orElse("10");

  public static final Attribute<Integer> MAX_FAILS =
      attribute(
              COUNT,
              "zimbraMailProxyMaxFails",
              GS,
              "After how many failures an upstream server is left alone; 0 means never.")
          .orElse("1")
          .counting("failures");

  private MailAttributes() {}
}
