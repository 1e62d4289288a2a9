package org.gatepost;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFile.DoorProtocol;
import org.gatepost.settings.HostFile.DoorTls;
import org.gatepost.settings.OwnWebAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.settings.WebAttributes;
import org.gatepost.settings.WebMode;
import org.gatepost.web.exchange.ClientTerms;
import org.gatepost.web.exchange.Site;
import org.gatepost.web.exchange.Site.ClientCertificate;
import org.gatepost.web.exchange.WebDoor;
import org.gatepost.web.page.ErrorPages;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.Bosh;
import org.gatepost.web.request.DocumentServer;
import org.gatepost.web.request.ModeRules;
import org.gatepost.web.request.Origin;
import org.gatepost.web.request.PathTable;
import org.gatepost.web.request.PathTable.Kind;
import org.gatepost.web.request.PoolName;
import org.gatepost.web.request.Silences;
import org.gatepost.web.request.VirtualHosts;
import org.gatepost.web.response.AddedHeaders;
import org.gatepost.web.response.LocationRewrite;

/** Turns settings into doors of the web, and domains into what their host names stand for. */
final class WebDoors {
  private final HostFile file;
  private final EffectiveSettings settings;
  private final Certificates certificates;
  private final Limits limits;
  private final Map<PoolName, Pool> pools;
  private final List<DocumentServer> documents;
  private final WebHosts hosts;
  private final ClientCertificates clients;
  private final int httpPort;
  private final int httpsPort;
  private final int consolePort;

  /**
   * @param plans all doors: one of the web may have to send browsers to another
   */
  WebDoors(
      HostFile file,
      WebFacts facts,
      EffectiveSettings settings,
      Certificates certificates,
      Limits limits,
      List<DoorPlan> plans,
      Map<PoolName, Pool> pools) {
    this.file = file;
    this.settings = settings;
    this.certificates = certificates;
    this.limits = limits;
    this.pools = pools;
    this.hosts = facts.hosts();
    this.documents = facts.documents();
    this.clients = facts.clients();
    this.httpPort = port(plans, DoorTls.NONE, WebAttributes.HTTP_PORT);
    this.httpsPort = port(plans, DoorTls.IMPLICIT, WebAttributes.HTTPS_PORT);
    this.consolePort = consolePort(plans);
  }

  /** Where browsers find the door of that kind: as attributes have it, else as the file does. */
  private int port(List<DoorPlan> plans, DoorTls tls, Attribute<Integer> attribute) {
    int described = settings.value(attribute);
    return described > 0
        ? described
        : plans.stream()
            .filter(plan -> plan.protocol() == DoorProtocol.HTTP && plan.tls() == tls)
            .findFirst()
            .map(plan -> plan.address().getPort())
            .orElse(0);
  }

  /**
   * Where browsers find the console: at its door if there is one here, else as attributes have it.
   */
  private int consolePort(List<DoorPlan> plans) {
    return plans.stream()
        .filter(plan -> plan.protocol() == DoorProtocol.ADMIN)
        .map(plan -> plan.address().getPort())
        .filter(port -> port > 0)
        .findFirst()
        .orElse(settings.value(WebAttributes.ADMIN_PORT));
  }

  /** The servers outside of all pools to which paths lead. */
  List<Origin> origins() {
    List<Origin> origins = new ArrayList<>();
    Bosh.of(settings).ifPresent(bosh -> origins.add(bosh.origin()));
    for (DocumentServer server : documents) {
      switch (server) {
        case DocumentServer.Editor(_, var editor, var spelling) -> {
          origins.add(editor);
          origins.add(spelling);
        }
        case DocumentServer.Office(_, var office) -> origins.add(office);
      }
    }
    return origins;
  }

  WebDoor door(DoorPlan plan) throws ConfigurationException {
    EffectiveSettings own = plan.settings();
    boolean secure = plan.tls() == DoorTls.IMPLICIT;
    boolean asksNobody = plan.protocol() == DoorProtocol.ADMIN;
    Optional<ServerTls> tls =
        !secure
            ? Optional.empty()
            : Optional.of(
                asksNobody ? certificates.forDoor(plan) : certificates.forDoor(plan, clients));
    boolean users = plan.protocol() == DoorProtocol.HTTP;
    WebMode mode = users ? own.optional(WebAttributes.MODE).orElse(WebMode.BOTH) : WebMode.BOTH;
    return new WebDoor(
        kind(plan),
        tls,
        plan.proxyProtocol(),
        TrustedPeers.of(own),
        limits.of(plan),
        terms(own),
        new ModeRules(mode, secure, httpPort, httpsPort),
        new ModeRules(mode, true, httpPort, httpsPort),
        sites(plan),
        users && own.value(WebAttributes.STRICT_SERVER_NAME),
        file.server(),
        consolePort,
        redirects(plan, secure),
        redirects(plan, true));
  }

  private static WebDoor.Kind kind(DoorPlan plan) {
    return switch (plan.protocol()) {
      case ADMIN -> WebDoor.Kind.ADMIN;
      case CERTLOGIN -> WebDoor.Kind.CERTIFICATE_LOGIN;
      case HTTP, IMAP, POP3, SMTP, TCP -> WebDoor.Kind.WEB;
    };
  }

  private static LocationRewrite redirects(DoorPlan plan, boolean secure) {
    EffectiveSettings own = plan.settings();
    return plan.protocol() == DoorProtocol.ADMIN
        ? LocationRewrite.forAdmin(
            own.value(EntryAttributes.ADMIN_BIND_PORT), plan.address().getPort())
        : LocationRewrite.forWeb(secure, own.value(EntryAttributes.HTTP_BIND_PORT));
  }

  private static ClientTerms terms(EffectiveSettings settings) {
    return new ClientTerms(
        settings.value(OwnWebAttributes.HEADER_TIMEOUT),
        settings.value(OwnWebAttributes.BODY_TIMEOUT),
        settings.value(OwnWebAttributes.KEEP_ALIVE),
        settings.value(OwnWebAttributes.MAX_LINE_SIZE),
        settings.value(OwnWebAttributes.MAX_HEAD_SIZE),
        settings.value(OwnWebAttributes.MAX_BODY_SIZE),
        settings.value(WebAttributes.UPLOAD_MAX_SIZE),
        settings.value(OwnWebAttributes.MAX_STREAMS),
        settings.value(OwnWebAttributes.COMPRESSION),
        settings.value(OwnWebAttributes.SECURE_COOKIES));
  }

  private VirtualHosts<Site> sites(DoorPlan plan) throws ConfigurationException {
    Map<String, Site> byName = new HashMap<>();
    for (WebHosts.Domain domain : hosts.domains()) {
      Site site = site(plan, domain);
      domain.names().forEach(name -> byName.put(name.toLowerCase(Locale.ROOT), site));
    }
    EffectiveSettings own = plan.settings();
    Site byDefault =
        new Site(
            file.server(),
            new PathTable(paths(plan, false)),
            headers(own.value(WebAttributes.RESPONSE_HEADERS), file.server()),
            pages(own.optional(OwnWebAttributes.ERROR_PAGE), file.server()),
            asked(plan, clients.byDefault()),
            clients.byDefault().domain());
    Set<String> ownNames = new HashSet<>(hosts.ownNames());
    ownNames.addAll(file.tls().domains().keySet());
    return new VirtualHosts<>(byName, byDefault, ownNames);
  }

  private Site site(DoorPlan plan, WebHosts.Domain domain) throws ConfigurationException {
    return new Site(
        domain.domainName(),
        new PathTable(paths(plan, true)),
        headers(domain.responseHeaders(), domain.domainName()),
        pages(
            domain.errorPage().or(() -> plan.settings().optional(OwnWebAttributes.ERROR_PAGE)),
            domain.domainName()),
        asked(plan, clients.ofDomain(domain.domainName())),
        clients.ofDomain(domain.domainName()).domain());
  }

  /** The console asks nobody for a certificate: spec http 1.9. */
  private static ClientCertificate asked(DoorPlan plan, ClientCertificates.Policy policy) {
    return plan.protocol() == DoorProtocol.ADMIN ? ClientCertificate.OFF : policy.mode();
  }

  private PathTable.Terms paths(DoorPlan plan, boolean virtual) {
    EffectiveSettings own = plan.settings();
    boolean secure = plan.tls() == DoorTls.IMPLICIT;
    Kind kind =
        plan.protocol() == DoorProtocol.ADMIN
            ? Kind.ADMIN
            : secure
                ? virtual ? Kind.HTTPS_VHOST : Kind.HTTPS_DEFAULT
                : virtual ? Kind.HTTP_VHOST : Kind.HTTP_DEFAULT;
    return new PathTable.Terms(
        kind,
        hasServers(PoolName.LOGIN),
        hasServers(PoolName.EWS),
        own.value(UpstreamAttributes.MAILBOX_URL),
        Bosh.of(own),
        documents,
        Silences.of(own));
  }

  private boolean hasServers(PoolName name) {
    return Stream.ofNullable(pools.get(name)).anyMatch(pool -> !pool.peers().isEmpty());
  }

  private static List<AddedHeaders.Header> headers(List<String> values, String whose)
      throws ConfigurationException {
    try {
      return AddedHeaders.parse(values);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("The headers of %s: %s".formatted(whose, e.getMessage()));
    }
  }

  private static ErrorPages pages(Optional<String> template, String whose)
      throws ConfigurationException {
    try {
      return new ErrorPages(template);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "The page for errors of %s, gatepostWebErrorPage: %s".formatted(whose, e.getMessage()));
    }
  }
}
