package org.gatepost.route.lookup.answering;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gatepost.route.LoginFacts;
import org.gatepost.route.NameCase;
import org.gatepost.route.Password;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamProtocol;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy asks, read from its header fields in the order of spec mail 2.1.
 *
 * @param user the login name, the {@code zimbraId}, or the subject of a certificate
 * @param attempt how often this is asked on behalf of one client, from 1; the web says 0
 * @param proxyAddress as it came; empty if it did not
 * @param clientAddress as it came; empty if it did not
 * @param virtualHost without a port; empty if none came
 * @param administrator who vouches for the user of a certificate; empty for other methods
 */
record LookupRequest(
    Method method,
    UpstreamProtocol protocol,
    String user,
    Service service,
    int attempt,
    String proxyAddress,
    String clientAddress,
    String virtualHost,
    String administrator,
    Password administratorsPassword) {

  /** How the user is named (spec mail 1.4). */
  enum Method {
    USERNAME,
    ZIMBRA_ID,
    CERTIFICATE
  }

  private static final AsciiString METHOD = AsciiString.cached("Auth-Method");
  private static final AsciiString USER = AsciiString.cached("Auth-User");
  private static final AsciiString PASSWORD = AsciiString.cached("Auth-Pass");
  private static final AsciiString PROTOCOL = AsciiString.cached("Auth-Protocol");
  private static final AsciiString ATTEMPT = AsciiString.cached("Auth-Login-Attempt");
  private static final AsciiString ZX = AsciiString.cached("Auth-Zimbra-Zx");
  private static final AsciiString ADMIN = AsciiString.cached("Auth-Zimbra-Admin");
  private static final AsciiString PROXY_ADDRESS = AsciiString.cached("X-Proxy-IP");
  private static final AsciiString PROXY_HOST = AsciiString.cached("X-Proxy-Host");
  private static final AsciiString CLIENT_ADDRESS = AsciiString.cached("Client-IP");
  private static final AsciiString AUTH_ID = AsciiString.cached("Auth-Id");
  private static final AsciiString ADMIN_USER = AsciiString.cached("Auth-Admin-User");
  private static final AsciiString ADMIN_PASSWORD = AsciiString.cached("Auth-Admin-Pass");
  private static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");
  private static final Password NO_PASSWORD = new Password(new byte[0]);

  /**
   * Reads a request.
   *
   * @throws RouteException with the words of the answer, if it asks for nothing
   */
  static LookupRequest of(HttpHeaders headers) throws RouteException {
    String user = HeaderText.unescaped("Auth-User", value(headers, USER));
    // What is never looked at must be whole nevertheless: spec mail 2.1, number 1.
    HeaderText.unescaped("Auth-Pass", value(headers, PASSWORD));
    require(user, "", "Auth-User");
    String methodWord = required(headers, METHOD, "");
    String protocolWord = required(headers, PROTOCOL, "");
    Method method = method(methodWord);
    if (methodWord.equalsIgnoreCase("gssapi")) {
      refuseKerberos(headers);
    }
    boolean certificate = method == Method.CERTIFICATE;
    String administrator = certificate ? required(headers, ADMIN_USER, "(CERTAUTH) ") : "";
    String password = certificate ? required(headers, ADMIN_PASSWORD, "(CERTAUTH) ") : "";
    if (certificate) {
      required(headers, PROXY_ADDRESS, "(CERTAUTH) ");
    }
    return new LookupRequest(
        method,
        UpstreamProtocol.named(protocolWord)
            .orElseThrow(() ->
                new RouteException(
                    Reason.MISCONFIGURED, "missing port for protocol " + protocolWord)),
        user,
        service(headers),
        attempt(value(headers, ATTEMPT)),
        value(headers, PROXY_ADDRESS),
        value(headers, CLIENT_ADDRESS),
        withoutPort(value(headers, PROXY_HOST)),
        HeaderText.text(administrator),
        // Both are sent as they are: only users' names and passwords are escaped.
        certificate ? new Password(password.getBytes(StandardCharsets.ISO_8859_1)) : NO_PASSWORD);
  }

  /** Words that are not known mean the first: spec mail 2.1, number 6. */
  private static Method method(String word) {
    return word.equalsIgnoreCase("zimbraId")
        ? Method.ZIMBRA_ID
        : word.equalsIgnoreCase("certauth") ? Method.CERTIFICATE : Method.USERNAME;
  }

  private static void refuseKerberos(HttpHeaders headers) throws RouteException {
    required(headers, AUTH_ID, "(GSSAPI) ");
    required(headers, ADMIN_USER, "(GSSAPI) ");
    required(headers, ADMIN_PASSWORD, "(GSSAPI) ");
    required(headers, PROXY_ADDRESS, "(GSSAPI) ");
    throw new RouteException(
        Reason.REFUSED, "authentication method gssapi is not supported by this lookup handler");
  }

  private static Service service(HttpHeaders headers) {
    if (value(headers, ADMIN).equalsIgnoreCase("true")) {
      return Service.ADMIN;
    }
    return value(headers, ZX).equalsIgnoreCase("true") ? Service.ZX : Service.MAILBOX;
  }

  private static int attempt(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException unreadable) {
      return 1;
    }
  }

  private static String value(HttpHeaders headers, AsciiString name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  private static String required(HttpHeaders headers, AsciiString name, String method)
      throws RouteException {
    String value = value(headers, name);
    require(value, method, name.toString());
    return value;
  }

  private static void require(String value, String method, String name) throws RouteException {
    if (value.isEmpty()) {
      throw new RouteException(Reason.REFUSED, method + "missing header field " + name);
    }
  }

  private static String withoutPort(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
    return end <= 0 ? host : host.substring(0, end);
  }

  /** Whether the proxy has come back because the last answer led nowhere. */
  boolean isAskedAgain() {
    return attempt > 1;
  }

  /** What the answer is remembered under; null if it is for this one request. */
  @Nullable ReplyKey key() {
    if (method == Method.CERTIFICATE) {
      return null;
    }
    boolean complete = method == Method.ZIMBRA_ID || user.indexOf('@') >= 0;
    return new ReplyKey(
        method,
        protocol,
        NameCase.lower(user),
        service,
        complete ? "" : proxyAddress,
        complete ? "" : NameCase.lower(virtualHost));
  }

  /** The question to whoever knows the accounts. */
  RouteQuestion question() {
    return question(method == Method.ZIMBRA_ID ? Named.BY_ID : Named.BY_NAME, user);
  }

  /** The same question about another name. */
  RouteQuestion question(Named named, String name) {
    return new RouteQuestion(
        protocol,
        named,
        name,
        service,
        address(clientAddress),
        address(proxyAddress),
        virtualHost.isEmpty() ? Optional.empty() : Optional.of(virtualHost),
        LoginFacts.NONE);
  }

  /**
   * An address, IPv4-mapped ones as what they stand for; the unspecified one if the text is none.
   */
  static InetAddress address(String text) {
    try {
      byte[] octets = NetUtil.createByteArrayFromIpAddressString(text);
      return octets == null ? UNKNOWN : InetAddress.getByAddress(octets);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
