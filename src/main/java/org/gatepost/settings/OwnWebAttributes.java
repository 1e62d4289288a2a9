package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.DOMAIN;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.BOOLEAN;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;

import java.time.Duration;
import java.util.Set;
import org.gatepost.settings.AttributeType.BigWhole;
import org.gatepost.settings.AttributeType.Whole;

/** What Gatepost adds to the original's attributes of the web. */
public final class OwnWebAttributes {
  private static final Set<Scope> GD = Set.of(GLOBAL, DOMAIN);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<Boolean> HTTP2 =
      attribute(BOOLEAN, "gatepostHttp2", GS, "Whether HTTPS doors offer HTTP/2.")
          .orElse("TRUE")
          .perDoor();

  public static final Attribute<Integer> MAX_STREAMS =
      attribute(
              new Whole(1, 10_000),
              "gatepostHttp2MaxStreams",
              GS,
              "How many requests one HTTP/2 connection may have under way.")
          .orElse("128")
          .perDoor()
          .counting("requests");

  public static final Attribute<Duration> HEADER_TIMEOUT =
      attribute(
              SECONDS,
              "gatepostWebHeaderTimeout",
              GS,
              "How long a browser may take to send the head of a request, or to begin with TLS.")
          .orElse("60s")
          .perDoor();

  public static final Attribute<Duration> BODY_TIMEOUT =
      attribute(
              SECONDS,
              "gatepostWebBodyTimeout",
              GS,
              "How long a browser may be silent within a request, or refuse to take more of a response.")
          .orElse("60s")
          .perDoor();

  public static final Attribute<Duration> KEEP_ALIVE =
      attribute(
              SECONDS,
              "gatepostWebKeepAlive",
              GS,
              "How long a connection of a browser is kept without a request; 0 means one request a connection.")
          .orElse("75s")
          .perDoor();

  public static final Attribute<Integer> MAX_LINE_SIZE =
      attribute(
              new Whole(512, 1_048_576),
              "gatepostWebMaxLineSize",
              GS,
              "How long the first line of a request may be.")
          .orElse("8192")
          .perDoor()
          .counting("octets");

  public static final Attribute<Integer> MAX_HEAD_SIZE =
      attribute(
              new Whole(1_024, 1_048_576),
              "gatepostWebMaxHeadSize",
              GS,
              "How large all headers of a request, or of an upstream server's response, may be.")
          .orElse("32768")
          .perDoor()
          .counting("octets");

  public static final Attribute<Long> MAX_BODY_SIZE =
      attribute(
              new BigWhole(0, Long.MAX_VALUE),
              "gatepostWebMaxBodySize",
              GS,
              "How large the body of a request may be, whatever its path; 0 means no limit. Uploads have zimbraFileUploadMaxSize beside.")
          .orElse("0")
          .perDoor()
          .counting("octets");

  public static final Attribute<Duration> UPSTREAM_KEEP_ALIVE =
      attribute(
              SECONDS,
              "gatepostWebUpstreamKeepAlive",
              GS,
              "How long a connection to a web upstream is kept for the next request; less than the upstream keeps it.")
          .orElse("30s");

  public static final Attribute<Integer> UPSTREAM_MAX_IDLE =
      attribute(
              COUNT,
              "gatepostWebUpstreamMaxIdle",
              GS,
              "How many unused connections to one web upstream each event loop keeps.")
          .orElse("64")
          .counting("connections");

  public static final Attribute<Integer> LOOKUP_LIMIT =
      attribute(
              COUNT,
              "gatepostWebLookupLimit",
              GS,
              "For how many unknown accounts a minute one address may cause lookups; those beyond go to a server by address, and logins by certificate wait. 0 means no limit.")
          .orElse("600")
          .counting("lookups");

  public static final Attribute<Boolean> COMPRESSION =
      attribute(
              BOOLEAN,
              "gatepostWebCompression",
              GS,
              "Whether texts are compressed that upstream servers did not compress.")
          .orElse("FALSE")
          .perDoor();

  public static final Attribute<Long> CACHE_SIZE =
      attribute(
              new BigWhole(0, Long.MAX_VALUE),
              "gatepostWebCacheSize",
              GS,
              "How much memory keeps static files of the web client; 0 means none are kept.")
          .orElse("0")
          .counting("octets");

  public static final Attribute<Long> CACHE_MAX_FILE_SIZE =
      attribute(
              new BigWhole(0, Integer.MAX_VALUE),
              "gatepostWebCacheMaxFileSize",
              GS,
              "How large a file may be that is kept.")
          .orElse("2097152")
          .counting("octets");

  public static final Attribute<Boolean> SECURE_COOKIES =
      attribute(
              BOOLEAN,
              "gatepostWebSecureCookies",
              GS,
              "Whether cookies get the word Secure when the browser has come by TLS.")
          .orElse("TRUE")
          .perDoor();

  public static final Attribute<String> ERROR_PAGE =
      attribute(
          TEXT,
          "gatepostWebErrorPage",
          GD,
          "The page for errors as HTML, with ${status}, ${title}, ${message} and ${requestId} in it; none means a page of the proxy's own.");

  public static final Attribute<Boolean> JSON_LOG =
      attribute(
              BOOLEAN,
              "gatepostWebJsonLog",
              GS,
              "Whether each web request is also a line of gatepost.json.")
          .orElse("TRUE");

  public static final Attribute<Boolean> OCSP_STAPLING =
      attribute(
              BOOLEAN,
              "gatepostOcspStapling",
              GS,
              "Whether the certificate authority's word that a certificate still holds is handed to clients with it.")
          .orElse("TRUE");

  private OwnWebAttributes() {}
}
