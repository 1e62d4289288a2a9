package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.BOOLEAN;
import static org.gatepost.settings.Types.PORT;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;

import java.time.Duration;
import java.util.Set;

/** XMPP over HTTP, which chat in the browser speaks: XEP-0124 (spec http 1.3, row 11). */
public final class BoshAttributes {
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<Boolean> ENABLED =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyXmppBoshEnabled",
              GS,
              "Whether chat in the browser is proxied; host, port and path must be set too.")
          .orElse("FALSE");

  public static final Attribute<String> LOCAL_URL =
      attribute(
              TEXT,
              "zimbraReverseProxyXmppBoshLocalHttpBindURL",
              GS,
              "The path that browsers ask for.")
          .orElse("/http-bind");

  public static final Attribute<String> REMOTE_URL =
      attribute(
          TEXT,
          "zimbraReverseProxyXmppBoshRemoteHttpBindURL",
          GS,
          "The path that the XMPP server is asked for.");

  public static final Attribute<String> HOSTNAME =
      attribute(
          TEXT, "zimbraReverseProxyXmppBoshHostname", GS, "The host name of the XMPP server.");

  public static final Attribute<Integer> BOSH_PORT =
      attribute(
          PORT,
          "zimbraReverseProxyXmppBoshPort",
          GS,
          "The port of the XMPP server for chat in the browser.");

  public static final Attribute<Boolean> SSL =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyXmppBoshSSL",
              GS,
              "Whether the XMPP server is spoken to with TLS.")
          .orElse("FALSE");

  public static final Attribute<Duration> TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxyXmppBoshTimeout",
              GS,
              "How long the XMPP server may be silent.")
          .orElse("90s");

  private BoshAttributes() {}
}
