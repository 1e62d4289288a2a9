package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.DOMAIN;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.ASCII;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.TEXTS;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.gatepost.settings.AttributeType.Text;
import org.gatepost.settings.AttributeType.Word;

/** TLS at the doors and towards upstream servers (spec http 3, 4; spec mail 4.8). */
public final class TlsAttributes {
  private static final Set<Scope> G = Set.of(GLOBAL);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);
  private static final Set<Scope> GSD = Set.of(GLOBAL, SERVER, DOMAIN);

  public static final Attribute<List<String>> PROTOCOLS =
      attribute(
              TEXTS, "zimbraReverseProxySSLProtocols", GS, "The versions of TLS that doors accept.")
          .orElse("TLSv1.2", "TLSv1.3")
          .perDoor();

  public static final Attribute<String> CIPHERS =
      attribute(
              TEXT,
              "zimbraReverseProxySSLCiphers",
              GS,
              "The cipher suites that doors accept, in OpenSSL's notation; none means the library's own choice.")
          .perDoor();

  public static final Attribute<String> CURVE =
      attribute(
              TEXT,
              "zimbraReverseProxySSLECDHCurve",
              G,
              "The curves of the key agreement, in OpenSSL's notation.")
          .orElse("prime256v1")
          .notYet();

  public static final Attribute<String> SESSION_CACHE_SIZE =
      attribute(
              TEXT,
              "zimbraReverseProxySSLSessionCacheSize",
              GS,
              "The memory that the original's worker processes share to resume sessions of TLS.")
          .orElse("10m")
          .notNeeded("sessions are resumed by tickets, which clients keep");

  public static final Attribute<Duration> SESSION_TIMEOUT =
      attribute(
              SECONDS,
              "zimbraReverseProxySSLSessionTimeout",
              GS,
              "How long a session of TLS may be resumed.")
          .orElse("10m")
          .notYet();

  public static final Attribute<String> CLIENT_CERT_MODE =
      attribute(
              new Word(List.of("on", "off", "optional")),
              "zimbraReverseProxyClientCertMode",
              GSD,
              "Whether browsers must show a certificate, may show one, or are not asked.")
          .orElse("off");

  public static final Attribute<String> CLIENT_CERT_CA =
      attribute(
          ASCII,
          "zimbraReverseProxyClientCertCA",
          GSD,
          "The authorities whose client certificates are believed, in PEM.");

  public static final Attribute<String> DH_PARAM =
      attribute(
              new Text(Text.BINARY),
              "zimbraSSLDHParam",
              G,
              "The parameters of the Diffie-Hellman key agreement over numbers, in PEM.")
          .notNeeded("keys are agreed on over elliptic curves");

  private TlsAttributes() {}
}
