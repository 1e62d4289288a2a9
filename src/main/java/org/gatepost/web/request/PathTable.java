package org.gatepost.web.request;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.web.request.Place.InPool;
import org.gatepost.web.request.Place.NotHere;
import org.gatepost.web.request.Place.StatusPage;

/**
 * Which path leads where: spec http 1.3 to 1.5, 1.9, 1.10, with patterns that hold at the beginning
 * of the path alone. Immutable; a request costs some comparisons and no memory.
 */
public final class PathTable {
  /** Whose paths these are: spec http 1.2. */
  public enum Kind {
    /** The door for HTTP, by the proxy's own name or a stranger's. */
    HTTP_DEFAULT,
    /** The door for HTTPS, likewise. */
    HTTPS_DEFAULT,
    /** The door for HTTP, by a domain's virtual host name. */
    HTTP_VHOST,
    /** The door for HTTPS, likewise. */
    HTTPS_VHOST,
    /** The door to the administration console. */
    ADMIN
  }

  /**
   * What the table is made of.
   *
   * @param loginServers whether any servers are there for the page of the login alone
   * @param ewsServers whether any speak Exchange Web Services
   * @param mailUrl the path of the web client on mailbox servers
   */
  public record Terms(
      Kind kind,
      boolean loginServers,
      boolean ewsServers,
      String mailUrl,
      Optional<Bosh> bosh,
      List<DocumentServer> documents,
      Silences silences) {
    /** Without a slash at the end of the URL, so that all of them can be told apart. */
    public Terms {
      documents = List.copyOf(documents);
      while (mailUrl.endsWith("/")) {
        mailUrl = mailUrl.substring(0, mailUrl.length() - 1);
      }
    }
  }

  // Row 13: what belongs to the user's own mailbox server, whatever serves the web client.
  private static final List<String> OF_MAILBOX =
      List.of(
          "/service/",
          "/home/",
          "/dav/",
          "/principals/",
          "/.well-known/",
          "/user/",
          "/shf/",
          "/octopus/",
          "/certauth/",
          "/spnegoauth/");
  private static final List<String> OF_MAILBOX_IN_CLIENT =
      List.of("/zimbra/home/", "/zimbra/user/");

  private static final Place NOWHERE = new NotHere(404);
  private static final Place FORBIDDEN = new NotHere(403);
  private static final Place STATUS = new StatusPage();

  private final Terms terms;
  private final DocumentPaths documents;
  private final Place mail;
  private final Place mailPolling;
  private final Place noOp;
  private final Place waitSet;
  private final Place webClient;
  private final Place login;
  private final Place ews;
  private final Place ewsPolling;
  private final Place zx;
  private final Place admin;
  private final Place adminClient;

  public PathTable(Terms terms) {
    this.terms = terms;
    this.documents = new DocumentPaths(terms.documents(), terms.silences().usual());
    Silences silences = terms.silences();
    Duration usual = silences.usual();
    this.mail = new InPool(PoolName.MAIL, Service.MAILBOX, usual, false);
    this.mailPolling = new InPool(PoolName.MAIL, Service.MAILBOX, silences.polling(), true);
    this.noOp = new InPool(PoolName.MAIL, Service.MAILBOX, silences.noOp(), true);
    this.waitSet = new InPool(PoolName.MAIL, Service.MAILBOX, silences.waitSet(), true);
    this.webClient = new InPool(PoolName.WEB_CLIENT, Service.MAILBOX, usual, false);
    this.login = new InPool(PoolName.LOGIN, Service.MAILBOX, usual, false);
    this.ews = new InPool(PoolName.EWS, Service.MAILBOX, usual, false);
    this.ewsPolling = new InPool(PoolName.EWS, Service.MAILBOX, silences.polling(), true);
    this.zx = new InPool(PoolName.ZX, Service.ZX, usual, false);
    this.admin = new InPool(PoolName.ADMIN, Service.ADMIN, usual, false);
    this.adminClient = new InPool(PoolName.ADMIN_CLIENT, Service.ADMIN, usual, false);
  }

  /**
   * Where a request goes.
   *
   * @param client whence it comes; some paths are for this host alone
   */
  public Place find(RequestHead head, InetAddress client) {
    RequestTarget target = head.target();
    String path = target.path();
    if (!path.startsWith("/")) {
      return NOWHERE;
    }
    if (terms.kind() == Kind.ADMIN) {
      return path.startsWith("/service") ? admin : adminClient;
    }
    if (Paths.isActiveSync(path)) {
      return mailPolling;
    }
    if (path.startsWith("/zx/")) {
      return zx;
    }
    if (Paths.begins(path, "/autodiscover")) {
      return terms.ewsServers() && comesFromExchangeClient(head) ? ews : mail;
    }
    if (Paths.isAtOrBelow(path, "/nginx_status")) {
      return client.isLoopbackAddress() ? STATUS : FORBIDDEN;
    }
    if (terms.bosh().isPresent() && path.startsWith(terms.bosh().get().localUrl())) {
      return atBosh(terms.bosh().get(), target);
    }
    if (terms.ewsServers() && Paths.isExchange(path)) {
      return ewsPolling;
    }
    if (isOfMailbox(path)) {
      return ofMailbox(target);
    }
    if (Paths.begins(path, "/zmerror_") && path.endsWith(".html")) {
      return NOWHERE;
    }
    return documents.find(target, client).orElseGet(() -> ofWebClient(head));
  }

  private static boolean comesFromExchangeClient(RequestHead head) {
    String agent = head.first("user-agent");
    return agent != null && agent.contains("ExchangeWebServices");
  }

  private static Place atBosh(Bosh bosh, RequestTarget target) {
    String raw = target.raw();
    // Written in another way it would have to be written anew, and nobody writes it so.
    return raw.startsWith(bosh.localUrl())
        ? new Place.At(
            bosh.origin(),
            bosh.remoteUrl() + raw.substring(bosh.localUrl().length()),
            bosh.silence(),
            Optional.empty())
        : NOWHERE;
  }

  private boolean isOfMailbox(String path) {
    return beginsWithAny(path, 0, OF_MAILBOX)
        || beginsWithAny(path, 0, OF_MAILBOX_IN_CLIENT)
        || (!terms.mailUrl().isEmpty()
            && Paths.begins(path, terms.mailUrl())
            && beginsWithAny(path, terms.mailUrl().length(), OF_MAILBOX));
  }

  private static boolean beginsWithAny(String path, int at, List<String> prefixes) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (Paths.begins(path, at, prefixes.get(i))) {
        return true;
      }
    }
    return false;
  }

  private Place ofMailbox(RequestTarget target) {
    String path = target.path();
    if (path.startsWith("/service/soap/NoOpRequest")) {
      return noOp;
    }
    if (path.startsWith("/service/soap/WaitSetRequest")) {
      return waitSet;
    }
    // The original's answer; in paths such escapes are refused before.
    if (hasEscapedLineEnd(target.query())) {
      return FORBIDDEN;
    }
    return isDrive(path) ? noOp : mail;
  }

  private static boolean hasEscapedLineEnd(String query) {
    for (int i = query.indexOf('%'); i >= 0; i = query.indexOf('%', i + 1)) {
      int octet = Escapes.octet(query, i);
      if (octet == '\r' || octet == '\n') {
        return true;
      }
    }
    return false;
  }

  /** {@code /service/extension/drive/x/y}: files, which may take long. */
  private static boolean isDrive(String path) {
    String drive = "/service/extension/drive/";
    return Paths.begins(path, drive) && path.indexOf('/', drive.length()) > drive.length();
  }

  private Place ofWebClient(RequestHead head) {
    if (!terms.loginServers()) {
      return webClient;
    }
    boolean all = terms.kind() == Kind.HTTPS_DEFAULT;
    RequestTarget target = head.target();
    if (!all && !isLoginPage(target.path())) {
      return webClient;
    }
    if (all && !target.query().isEmpty()) {
      // The mobile client comes from there with either operation.
      if (hasArgument(target, "client", "mobile")) {
        return webClient;
      }
      if (hasArgument(target, "loginOp", "logout") || hasArgument(target, "loginOp", "relogin")) {
        return login;
      }
    }
    return Cookies.value(head.all("cookie"), Identities.TOKEN_COOKIE) == null ? login : webClient;
  }

  private boolean isLoginPage(String path) {
    String url = terms.mailUrl();
    return path.equals("/")
        || (path.length() == url.length() + 1 && path.startsWith(url) && path.endsWith("/"));
  }

  private static boolean hasArgument(RequestTarget target, String name, String value) {
    return target.argument(name).filter(value::equals).isPresent();
  }
}
