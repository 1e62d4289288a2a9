package org.gatepost.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.web.request.PathTable.Kind;
import org.gatepost.web.request.PathTable.Terms;
import org.gatepost.web.request.Place.At;
import org.gatepost.web.request.Place.InPool;
import org.gatepost.web.request.Place.NotHere;
import org.gatepost.web.request.Place.StatusPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of spec http 1.3 to 1.5, 1.9 and 1.10. */
final class PathTableTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.7");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Silences SILENCES = Silences.of(EffectiveSettings.defaults());
  private static final Bosh BOSH =
      new Bosh(
          "/http-bind",
          new Origin(false, "xmpp.example.com", 5280),
          "/bosh",
          Duration.ofSeconds(90));
  private static final String LOGGED_IN = "Cookie: ZM_AUTH_TOKEN=t";

  private static Terms terms(Kind kind, boolean login, boolean ews, String mailUrl) {
    return new Terms(kind, login, ews, mailUrl, Optional.empty(), List.of(), SILENCES);
  }

  /** All that there can be, but for login servers. */
  private static PathTable whole() {
    return new PathTable(
        new Terms(
            Kind.HTTPS_DEFAULT,
            false,
            true,
            "/mail",
            Optional.of(BOSH),
            List.of(
                DocumentServer.Editor.at("s1", "docs1.example.com"),
                DocumentServer.Office.at("s2", "docs2.example.com")),
            SILENCES));
  }

  private static Place find(PathTable table, String target, String... headers) throws Exception {
    return table.find(Heads.get(target, headers), CLIENT);
  }

  private static Place find(Kind kind, boolean login, String target, String... headers)
      throws Exception {
    return find(new PathTable(terms(kind, login, false, "/")), target, headers);
  }

  private static PoolName poolOf(Place place) {
    assertThat(place).isInstanceOf(InPool.class);
    return ((InPool) place).pool();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # path                                      | pool       | service | s    | polling
          /                                           | WEB_CLIENT | MAILBOX | 60   | false
          /zimbra/                                    | WEB_CLIENT | MAILBOX | 60   | false
          /mail/                                      | WEB_CLIENT | MAILBOX | 60   | false
          /h/search                                   | WEB_CLIENT | MAILBOX | 60   | false
          /m/                                         | WEB_CLIENT | MAILBOX | 60   | false
          /t/                                         | WEB_CLIENT | MAILBOX | 60   | false
          /modern/                                    | WEB_CLIENT | MAILBOX | 60   | false
          /js/a.js                                    | WEB_CLIENT | MAILBOX | 60   | false
          /zimbraAdmin/                               | WEB_CLIENT | MAILBOX | 60   | false
          /Microsoft-Server-ActiveSync                | MAIL       | MAILBOX | 3600 | true
          /Microsoft-Server-ActiveSync?Cmd=Ping       | MAIL       | MAILBOX | 3600 | true
          /zx/ws-chat                                 | ZX         | ZX      | 60   | false
          /zx/drive/x                                 | ZX         | ZX      | 60   | false
          /zx                                         | WEB_CLIENT | MAILBOX | 60   | false
          /service/extension/drive/a/b                | MAIL       | MAILBOX | 1220 | true
          /Service/Extension/DRIVE/a/b                | MAIL       | MAILBOX | 1220 | true
          /service/extension/drive/a                  | MAIL       | MAILBOX | 60   | false
          /service/extension/drive//                  | MAIL       | MAILBOX | 60   | false
          /service/extension/other/a/b                | MAIL       | MAILBOX | 60   | false
          /service/soap/NoOpRequest                   | MAIL       | MAILBOX | 1220 | true
          /service/soap/WaitSetRequest                | MAIL       | MAILBOX | 1220 | true
          /service/soap/AuthRequest                   | MAIL       | MAILBOX | 60   | false
          /service/soap                               | MAIL       | MAILBOX | 60   | false
          /autodiscover/autodiscover.xml              | MAIL       | MAILBOX | 60   | false
          /Autodiscover/Autodiscover.xml              | MAIL       | MAILBOX | 60   | false
          /AutoDiscover/AutoDiscover.xml              | MAIL       | MAILBOX | 60   | false
          /ews/Exchange.asmx                          | EWS        | MAILBOX | 3600 | true
          /EWS/exchange.asmx/s/                       | EWS        | MAILBOX | 3600 | true
          /ews/other                                  | WEB_CLIENT | MAILBOX | 60   | false
          /a/ews/Exchange.asmx                        | WEB_CLIENT | MAILBOX | 60   | false
          /service/preauth?account=bob                | MAIL       | MAILBOX | 60   | false
          /service/upload                             | MAIL       | MAILBOX | 60   | false
          /service/home/~/                            | MAIL       | MAILBOX | 60   | false
          /SERVICE/soap                               | MAIL       | MAILBOX | 60   | false
          /principals/users/bob/                      | MAIL       | MAILBOX | 60   | false
          /dav/bob/                                   | MAIL       | MAILBOX | 60   | false
          /.well-known/caldav                         | MAIL       | MAILBOX | 60   | false
          /home/bob/                                  | MAIL       | MAILBOX | 60   | false
          /home/bob                                   | MAIL       | MAILBOX | 60   | false
          /octopus/x                                  | MAIL       | MAILBOX | 60   | false
          /shf/x                                      | MAIL       | MAILBOX | 60   | false
          /user/bob/                                  | MAIL       | MAILBOX | 60   | false
          /certauth/                                  | MAIL       | MAILBOX | 60   | false
          /spnegoauth/                                | MAIL       | MAILBOX | 60   | false
          /zimbra/home/bob/                           | MAIL       | MAILBOX | 60   | false
          /zimbra/user/bob/                           | MAIL       | MAILBOX | 60   | false
          /mail/home/bob/                             | MAIL       | MAILBOX | 60   | false
          /mail/service/soap                          | MAIL       | MAILBOX | 60   | false
          /foo/home/x                                 | WEB_CLIENT | MAILBOX | 60   | false
          /public/service/x                           | WEB_CLIENT | MAILBOX | 60   | false
          /mailhome/x                                 | WEB_CLIENT | MAILBOX | 60   | false
          /a/..//service/soap                         | MAIL       | MAILBOX | 60   | false
          /%73ervice/soap                             | MAIL       | MAILBOX | 60   | false
          /service/../zimbra/                         | WEB_CLIENT | MAILBOX | 60   | false
          /service                                    | WEB_CLIENT | MAILBOX | 60   | false
          /dav                                        | WEB_CLIENT | MAILBOX | 60   | false
          /home                                       | WEB_CLIENT | MAILBOX | 60   | false
          /xmpp                                       | WEB_CLIENT | MAILBOX | 60   | false
          /zdocument/s9/doc/x                         | WEB_CLIENT | MAILBOX | 60   | false
          /zdocument/s1                               | WEB_CLIENT | MAILBOX | 60   | false
          /zdocument/s12/doc/x                        | WEB_CLIENT | MAILBOX | 60   | false
          /docs/s2/other                              | WEB_CLIENT | MAILBOX | 60   | false
          /zimbra/?body=a%0Ab                         | WEB_CLIENT | MAILBOX | 60   | false
          /nginx_statuses                             | WEB_CLIENT | MAILBOX | 60   | false
          """)
  void pathsLeadToPools(String target, PoolName pool, Service service, int seconds, boolean polling)
      throws Exception {
    assertThat(find(whole(), target))
        .isEqualTo(new InPool(pool, service, Duration.ofSeconds(seconds), polling));
  }

  @ParameterizedTest
  @CsvSource({
    "/service/soap?a=%0A, 403",
    "/service/soap?a=%0d, 403",
    "/home/bob/?%0a, 403",
    "/nginx_status, 403",
    "/nginx_status/x, 403",
    "/zmerror_upstream_502.html, 404",
    "/ZMerror_x.html, 404",
    "*, 404",
    "//http-bind, 404",
    "/zdocument/s1/info/info.json, 403",
    "/zdocument/s1/internal/x, 403",
    "/zdocument/s1/INTERNAL/x, 403",
    "/zdocument/s1/doc/../internal/x, 403",
    "/zdocument/s1/doc/..%2Finternal/x, 403",
    "/zdocument/s1//internal/x, 403",
    "/zdocument/s1/internal/../doc/x, 403",
    "/zdocument/s1/internal%2F..%2Fdoc/x, 403",
    "/zdocument/%731/doc/x, 403",
    "/docs/s2/x/../loleaflet/y, 403",
  })
  void somePathsLeadNowhere(String target, int status) throws Exception {
    assertThat(find(whole(), target)).isEqualTo(new NotHere(status));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void whatIsForThisHostIsForThisHost(String loopback) throws Exception {
    InetAddress client = InetAddress.ofLiteral(loopback);

    assertThat(whole().find(Heads.get("/nginx_status"), client)).isEqualTo(new StatusPage());
    assertThat(whole().find(Heads.get("/zdocument/s1/info/info.json"), client))
        .isEqualTo(atEditor(7084, "/info/info.json"));
    assertThat(whole().find(Heads.get("/zdocument/s1/internal/x?y"), client))
        .isEqualTo(atEditor(7084, "/internal/x?y"));
  }

  private static Place atEditor(int port, String target) {
    return new At(
        new Origin(true, "docs1.example.com", port),
        target,
        Duration.ofSeconds(60),
        Optional.of("/zdocument/s1"));
  }

  @ParameterizedTest
  @CsvSource({
    "/zdocument/s1/doc/c?x=y, 7084, /doc/c?x=y",
    "/zdocument/s1/spellchecker/x, 7085, /spellchecker/x",
    "/zdocument/s1/web-apps/a%20b.js, 7084, /web-apps/a%20b.js",
    "/zdocument/s1/, 7084, /",
  })
  void editorsServeDocuments(String target, int port, String upstream) throws Exception {
    assertThat(find(whole(), target)).isEqualTo(atEditor(port, upstream));
  }

  @ParameterizedTest
  @CsvSource({
    "/docs/s2/loleaflet/a.html, /loleaflet/a.html",
    "/docs/s2/lool/x/ws?y, /lool/x/ws?y",
  })
  void officesServeDocuments(String target, String upstream) throws Exception {
    assertThat(find(whole(), target))
        .isEqualTo(
            new At(
                new Origin(false, "docs2.example.com", 9980),
                upstream,
                Duration.ofSeconds(60),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "/http-bind, /bosh",
    "/http-bind/, /bosh/",
    "/http-bind/x?y=%41, /bosh/x?y=%41",
  })
  void chatGoesToTheXmppServer(String target, String upstream) throws Exception {
    assertThat(find(whole(), target))
        .isEqualTo(
            new At(
                new Origin(false, "xmpp.example.com", 5280),
                upstream,
                Duration.ofSeconds(90),
                Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/http-bind", "/ews/Exchange.asmx", "/zdocument/s1/doc/x", "/docs/s2/lool"})
  void whatThereIsNoServerForIsTheWebClients(String target) throws Exception {
    assertThat(poolOf(find(Kind.HTTPS_DEFAULT, false, target))).isEqualTo(PoolName.WEB_CLIENT);
  }

  @ParameterizedTest
  @CsvSource({
    "true, Microsoft Office ExchangeWebServices/1, EWS",
    "true, exchangewebservices, MAIL",
    "true, Outlook, MAIL",
    "false, ExchangeWebServices, MAIL",
  })
  void autodiscoverDependsOnWhoAsks(boolean ewsServers, String agent, PoolName pool)
      throws Exception {
    PathTable table = new PathTable(terms(Kind.HTTP_VHOST, false, ewsServers, "/"));

    assertThat(poolOf(find(table, "/Autodiscover/x", "User-Agent: " + agent))).isEqualTo(pool);
    assertThat(poolOf(find(table, "/autodiscover"))).isEqualTo(PoolName.MAIL);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ADMIN")
  void withoutLoginServersTheWebClientShowsTheLogin(Kind kind) throws Exception {
    for (String target : List.of("/", "/zimbra/", "/?loginOp=logout", "/?client=mobile")) {
      assertThat(poolOf(find(kind, false, target))).isEqualTo(PoolName.WEB_CLIENT);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # kind         | target                        | cookie            | pool
          HTTPS_DEFAULT  | /                             | a=b               | LOGIN
          HTTPS_DEFAULT  | /zimbra/x                     | a=b               | LOGIN
          HTTPS_DEFAULT  | /h/                           | a=b               | LOGIN
          HTTPS_DEFAULT  | /                             | ZM_AUTH_TOKEN=t   | WEB_CLIENT
          HTTPS_DEFAULT  | /                             | w; ZM_AUTH_TOKEN=t | WEB_CLIENT
          HTTPS_DEFAULT  | /                             | ZM_AUTH_TOKEN=    | LOGIN
          HTTPS_DEFAULT  | /                             | X_ZM_AUTH_TOKEN=t | LOGIN
          HTTPS_DEFAULT  | /?loginOp=logout              | ZM_AUTH_TOKEN=t   | LOGIN
          HTTPS_DEFAULT  | /x?a=b&loginOp=relogin        | ZM_AUTH_TOKEN=t   | LOGIN
          HTTPS_DEFAULT  | /?loginOp=login               | ZM_AUTH_TOKEN=t   | WEB_CLIENT
          HTTPS_DEFAULT  | /?client=mobile               | a=b               | WEB_CLIENT
          HTTPS_DEFAULT  | /?loginOp=logout&client=mobile | a=b              | WEB_CLIENT
          HTTPS_DEFAULT  | /service/soap                 | a=b               | MAIL
          HTTP_DEFAULT   | /                             | a=b               | LOGIN
          HTTP_DEFAULT   | /                             | ZM_AUTH_TOKEN=t   | WEB_CLIENT
          HTTP_DEFAULT   | /zimbra/                      | a=b               | WEB_CLIENT
          HTTP_DEFAULT   | /?loginOp=logout              | ZM_AUTH_TOKEN=t   | WEB_CLIENT
          HTTPS_VHOST    | /                             | a=b               | LOGIN
          HTTPS_VHOST    | /zimbra/                      | a=b               | WEB_CLIENT
          HTTPS_VHOST    | /?client=mobile               | a=b               | LOGIN
          HTTP_VHOST     | /                             | a=b               | LOGIN
          HTTP_VHOST     | /h/                           | a=b               | WEB_CLIENT
          """)
  void loginServersShowTheLogin(Kind kind, String target, String cookie, PoolName pool)
      throws Exception {
    assertThat(poolOf(find(kind, true, target, "Cookie: " + cookie))).isEqualTo(pool);
  }

  @ParameterizedTest
  @CsvSource({
    "/mail, /mail/, LOGIN",
    "/mail/, /mail/, LOGIN",
    "/mail, /mail, WEB_CLIENT",
    "/mail, /mailx, WEB_CLIENT",
    "/mail, /mail/x, WEB_CLIENT",
    "/mail, /, LOGIN",
    "/, /mail/, WEB_CLIENT",
  })
  void theWebClientsUrlIsAPageOfTheLoginToo(String mailUrl, String target, PoolName pool)
      throws Exception {
    PathTable table = new PathTable(terms(Kind.HTTPS_VHOST, true, false, mailUrl));

    assertThat(poolOf(find(table, target))).isEqualTo(pool);
    assertThat(poolOf(find(table, target, LOGGED_IN))).isEqualTo(PoolName.WEB_CLIENT);
  }

  @ParameterizedTest
  @CsvSource({
    "/, ADMIN_CLIENT",
    "/zimbraAdmin/, ADMIN_CLIENT",
    "/service/admin/soap, ADMIN",
    "/service, ADMIN",
    "/home/bob/, ADMIN_CLIENT",
    "/nginx_status, ADMIN_CLIENT",
    "/zx/x, ADMIN_CLIENT",
  })
  void theConsoleHasPoolsOfItsOwn(String target, PoolName pool) throws Exception {
    PathTable table = new PathTable(terms(Kind.ADMIN, true, true, "/"));

    assertThat(table.find(Heads.get(target), LOOPBACK))
        .isEqualTo(new InPool(pool, Service.ADMIN, Duration.ofSeconds(60), false));
  }

  @Test
  void chatIsSetInTheDirectory() throws Exception {
    assertThat(Bosh.of(EffectiveSettings.defaults())).isEmpty();
    assertThat(
            Bosh.of(
                EffectiveSettings.resolve(
                    Map.of(),
                    Map.of(
                        "zimbraReverseProxyXmppBoshEnabled", List.of("TRUE"),
                        "zimbraReverseProxyXmppBoshHostname", List.of("xmpp.example.com"),
                        "zimbraReverseProxyXmppBoshPort", List.of("5281"),
                        "zimbraReverseProxyXmppBoshSSL", List.of("TRUE")),
                    Map.of())))
        .contains(
            new Bosh(
                "/http-bind",
                new Origin(true, "xmpp.example.com", 5281),
                "/http-bind",
                Duration.ofSeconds(90)));
  }
}
