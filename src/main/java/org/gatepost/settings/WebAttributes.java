package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.DOMAIN;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.BOOLEAN;
import static org.gatepost.settings.Types.PORT;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.TEXTS;

import java.util.List;
import java.util.Set;
import org.gatepost.settings.AttributeType.BigWhole;
import org.gatepost.settings.AttributeType.Choice;

/** The doors of the web, and what all of them do (spec http 1.1, 1.2, 4). */
public final class WebAttributes {
  private static final Set<Scope> GD = Set.of(GLOBAL, DOMAIN);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<Boolean> ENABLED =
      attribute(BOOLEAN, "zimbraReverseProxyHttpEnabled", GS, "Whether the web is proxied at all.")
          .orElse("TRUE");

  public static final Attribute<WebMode> MODE =
      attribute(
              new Choice<>(WebMode.class),
              "zimbraReverseProxyMailMode",
              GS,
              "Which of HTTP and HTTPS browsers may use; none means both.")
          .forNewListeners();

  public static final Attribute<Integer> HTTP_PORT =
      attribute(PORT, "zimbraMailProxyPort", GS, "The port of the HTTP door; 0 means none.")
          .orElse("0")
          .forNewListeners();

  public static final Attribute<Integer> HTTPS_PORT =
      attribute(PORT, "zimbraMailSSLProxyPort", GS, "The port of the HTTPS door; 0 means none.")
          .orElse("0")
          .forNewListeners();

  public static final Attribute<Integer> CLIENT_CERT_PORT =
      attribute(
              PORT,
              "zimbraMailSSLProxyClientCertPort",
              GS,
              "The port of the door that logs people in by their certificates.")
          .orElse("3443")
          .forNewListeners();

  public static final Attribute<Boolean> ADMIN_ENABLED =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyAdminEnabled",
              GS,
              "Whether there is a door to the administration console.")
          .orElse("FALSE")
          .forNewListeners();

  public static final Attribute<Integer> ADMIN_PORT =
      attribute(
              PORT,
              "zimbraAdminProxyPort",
              GS,
              "The port of the door to the administration console.")
          .orElse("9071")
          .forNewListeners();

  public static final Attribute<Boolean> STRICT_SERVER_NAME =
      attribute(
              BOOLEAN,
              "zimbraReverseProxyStrictServerNameEnabled",
              GS,
              "Whether browsers that ask for a host name of nobody's are turned away.")
          .orElse("TRUE");

  public static final Attribute<List<String>> RESPONSE_HEADERS =
      attribute(
          TEXTS,
          "zimbraReverseProxyResponseHeaders",
          GD,
          "Headers that are added to every response over TLS, such as Strict-Transport-Security.");

  public static final Attribute<String> ERROR_HANDLER_URL =
      attribute(
              TEXT,
              "zimbraReverseProxyErrorHandlerURL",
              GS,
              "Where browsers are sent whose mailbox server does not answer; none means a page of the proxy's own.")
          .notYet();

  public static final Attribute<Long> UPLOAD_MAX_SIZE =
      attribute(
              new BigWhole(0, Long.MAX_VALUE),
              "zimbraFileUploadMaxSize",
              GS,
              "How large an upload may be.")
          .orElse("10485760")
          .counting("octets");

  private WebAttributes() {}
}
