package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.HOST;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.ON_OFF;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.TEXTS;
import static org.gatepost.settings.Types.WHOLE_SECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.gatepost.settings.AttributeType.Choice;
import org.gatepost.settings.AttributeType.WholeSeconds;
import org.gatepost.settings.AttributeType.Word;

/** Which servers web requests go to, and how long those may take (spec http 1.4, 1.7, 1.8). */
public final class UpstreamAttributes {
  private static final Set<Scope> H = Set.of(HOST);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<List<String>> LOGIN_SERVERS =
      attribute(
          TEXTS,
          "zimbraReverseProxyUpstreamLoginServers",
          GS,
          "The servers that show the page of the login; none means those of the web client.");

  public static final Attribute<List<String>> EWS_SERVERS =
      attribute(
          TEXTS,
          "zimbraReverseProxyUpstreamEwsServers",
          GS,
          "The servers of Exchange Web Services; none means there are none.");

  public static final Attribute<List<String>> SERVERS =
      attribute(
              TEXTS,
              "zimbraReverseProxyUpstreamServers",
              GS,
              "The original's list of upstream servers, before it had lookup targets.")
          .deprecatedSince("8.5")
          .notNeeded("upstream servers are those with zimbraReverseProxyLookupTarget TRUE");

  public static final Attribute<Duration> CONNECT_TIMEOUT =
      attribute(
              new WholeSeconds(0, 75),
              "zimbraReverseProxyUpstreamConnectTimeout",
              GS,
              "How long connecting to a web upstream may take.")
          .orElse("25");

  public static final Attribute<Duration> READ_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyUpstreamReadTimeout",
              GS,
              "How long a web upstream may be silent before the browser gets the status 504.")
          .orElse("60s");

  public static final Attribute<Duration> SEND_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyUpstreamSendTimeout",
              GS,
              "How long a web upstream may refuse to take more of a request.")
          .orElse("60s");

  public static final Attribute<Duration> POLLING_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyUpstreamPollingTimeout",
              GS,
              "How long a web upstream may be silent to ActiveSync and Exchange Web Services.")
          .orElse("1h");

  public static final Attribute<Duration> NOOP_TIMEOUT =
      attribute(
              WHOLE_SECONDS,
              "zimbra_noop_max_timeout",
              H,
              "How long a web upstream may hold back the answer to NoOpRequest; the proxy grants 20 s more.")
          .orElse("1200");

  public static final Attribute<Duration> WAITSET_TIMEOUT =
      attribute(
              WHOLE_SECONDS,
              "zimbra_waitset_max_request_timeout",
              H,
              "How long a web upstream may hold back the answer to WaitSetRequest; the proxy grants 20 s more.")
          .orElse("1200");

  public static final Attribute<String> EXACT_VERSION =
      attribute(
              ON_OFF,
              "zimbraReverseProxyExactServerVersionCheck",
              GS,
              "Whether a token's version must be exactly that of the server which its request goes to.")
          .orElse("on");

  public static final Attribute<Integer> FAIR_SHM_SIZE =
      attribute(
              COUNT,
              "zimbraReverseProxyUpstreamFairShmSize",
              GS,
              "The memory that the original's worker processes share to count requests.")
          .orElse("32")
          .counting("KB")
          .notNeeded("Gatepost is one process, which counts for itself");

  public static final Attribute<WebMode> MAILBOX_MODE =
      attribute(
          new Choice<>(WebMode.class),
          "zimbraMailMode",
          GS,
          "Which of HTTP and HTTPS a mailbox server speaks; one without it gets no web requests.");

  public static final Attribute<String> MAILBOX_URL =
      attribute(TEXT, "zimbraMailURL", GS, "The path of the web client on a mailbox server.")
          .orElse("/");

  public static final Attribute<String> REFER_MODE =
      attribute(
              new Word(List.of("always", "wronghost", "reverse-proxied")),
              "zimbraMailReferMode",
              GS,
              "Whether a mailbox server sends browsers to another host; reverse-proxied means never.")
          .orElse("reverse-proxied")
          .notNeeded("mailbox servers alone act on it");

  public static final Attribute<String> ADMIN_URL =
      attribute(
              TEXT,
              "zimbraAdminURL",
              GS,
              "The path of the administration console on a mailbox server.")
          .orElse("/zimbraAdmin")
          .notNeeded("mailbox servers alone act on it");

  public static final Attribute<String> DOCUMENT_SERVER_HOST =
      attribute(
          TEXT, "zimbraDocumentServerHost", GS, "The host of this server's document service.");

  private UpstreamAttributes() {}
}
