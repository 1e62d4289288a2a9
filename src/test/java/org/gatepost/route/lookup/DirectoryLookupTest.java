package org.gatepost.route.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.route.LoginFacts;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.DirectorySource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of spec mail 2.2 to 2.7, on the embedded directory. */
final class DirectoryLookupTest {
  private static final Path SAMPLE =
      Path.of("src/test/resources/org/gatepost/directory/sample.ldif");
  private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.7");
  private static final InetAddress PROXY = InetAddress.ofLiteral("192.0.2.1");

  private static Directory directory;
  private static DirectoryLookup lookup;

  @BeforeAll
  static void open() throws Exception {
    directory = Directory.openToRead(new DirectorySource.EmbeddedFile(SAMPLE));
    lookup = lookup(Map.of());
  }

  @AfterAll
  static void close() {
    directory.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # login                | protocol | host:port                 | account
          alice@example.org      | IMAP     | a.example.com:1143        | alice@example.org
          ALICE@Example.ORG      | IMAP     | a.example.com:1143        | alice@example.org
          al@example.org         | IMAP     | a.example.com:1143        | alice@example.org
          alice                  | IMAP     | a.example.com:1143        | alice@example.org
          sales                  | IMAP     | a.example.com:1143        | alice@example.org
          alice@alias.org        | IMAP     | a.example.com:1143        | alice@example.org
          Al@ALIAS.org           | IMAP     | a.example.com:1143        | alice@example.org
          alice@example.org      | IMAPS    | a.example.com:7993        | alice@example.org
          alice@example.org      | POP3     | a.example.com:8110        | alice@example.org
          alice@example.org      | POP3S    | a.example.com:7995        | alice@example.org
          carol@example.net      | IMAP     | a.example.com:1143        | Carol@Example.net
          bob@example.org        | POP3     | b.example.com:8110        | bob@example.org
          out@example.org        | IMAP     | imap.elsewhere.example:2143 | out@example.org
          outside@example.org    | IMAP     | imap.elsewhere.example:2143 | out@example.org
          out@example.org        | IMAPS    | a.example.com:7993        | out@example.org
          out@example.org        | POP3     | a.example.com:8110        | out@example.org
          dave@moved.net         | IMAP     | imap.moved.example:3143   | dave@moved.net
          D@moved.net            | IMAP     | imap.moved.example:3143   | D@moved.net
          dave@moved.net         | IMAPS    | a.example.com:7993        | dave@moved.net
          d@moved.net            | IMAPS    | a.example.com:7993        | dave@moved.net
          dave@moved.net         | POP3     | pop.moved.example:3110    | dave@moved.net
          half@moved.net         | IMAP     | imap.moved.example:3143   | half@moved.net
          stay@moved.net         | IMAP     | a.example.com:1143        | stay@moved.net
          nobody@moved.net       | IMAP     | imap.moved.example:3143   | nobody@moved.net
          """)
  void loginsHaveRoutes(String login, UpstreamProtocol protocol, String to, String account)
      throws Exception {
    var route = lookup.lookUp(question(login, protocol));

    assertThat(route.host() + ":" + route.port()).isEqualTo(to);
    assertThat(route.account()).isEqualTo(account);
    assertThat(route.addresses()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # login            | protocol | reason | text
          nobody@example.org | IMAP  | NO_SUCH_ACCOUNT | user not found:nobody@example.org
          nobody             | IMAP  | NO_SUCH_ACCOUNT | user not found:nobody@example.org
          alice@             | IMAP  | NO_SUCH_ACCOUNT | user not found:alice@
          @example.org       | IMAP  | NO_SUCH_ACCOUNT | user not found:@example.org
          x@unknown.org      | IMAP  | NO_SUCH_ACCOUNT | user not found:x@unknown.org
          id-alice           | IMAP  | NO_SUCH_ACCOUNT | user not found:id-alice@example.org
          nobody@moved.net   | IMAPS | NO_SUCH_ACCOUNT | User 'nobody@moved.net' not found. \
          No external route info on domain 'moved.net' but \
          'zimbraReverseProxyUseExternalRouteIfAccountNotExist=TRUE'
          list@example.org   | IMAP  | NO_SUCH_ACCOUNT | missing attr in search result: zimbraMailHost
          frank@example.org  | IMAP  | MISCONFIGURED | query returned empty result: \
          (&(zimbraServiceHostname=unknown.example.com)(objectClass=zimbraServer))
          """)
  void failuresHaveTheOriginalsWords(
      String login, UpstreamProtocol protocol, Reason reason, String text) {
    assertFails(lookup, question(login, protocol), reason, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${USER}", "${${USER}}", "*)(uid=*", "*", "alice@example.org)(uid=*", "\0",
        "alice@example.org\0", "$0", "\\", "", "@", "a@b@c"
      })
  void hostileNamesAreNobody(String login) {
    var expected = login.contains("@") ? login : login + "@example.org";

    assertFails(
        lookup,
        question(login, UpstreamProtocol.IMAP),
        Reason.NO_SUCH_ACCOUNT,
        "user not found:" + expected);
  }

  @Test
  void veryLongNameIsNobody() {
    assertThatThrownBy(
            () -> lookup.lookUp(question("${USER}(".repeat(50_000), UpstreamProtocol.IMAP)))
        .isInstanceOf(RouteException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.20, carol, Carol@Example.net",
    "::ffff:192.0.2.20, carol, Carol@Example.net",
    "2001:db8::20, carol, Carol@Example.net",
    "192.0.2.11, alice, alice@example.org",
    "192.0.2.99, alice, alice@example.org",
  })
  void bareNameBelongsToTheDomainOfTheProxyAddress(String proxy, String login, String account)
      throws Exception {
    var question =
        RouteQuestion.ofLogin(UpstreamProtocol.IMAP, login, CLIENT, InetAddress.ofLiteral(proxy));

    assertThat(lookup.lookUp(question).account()).isEqualTo(account);
  }

  @Test
  void hostNameOfTheClientGoesBeforeTheProxyAddress() throws Exception {
    var question =
        RouteQuestion.ofLogin(
                UpstreamProtocol.IMAP, "alice", CLIENT, InetAddress.ofLiteral("192.0.2.20"))
            .toVirtualHost(Optional.of("Mail.Example.org"));

    assertThat(lookup.lookUp(question).account()).isEqualTo("alice@example.org");
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.7, true",
    "198.51.100.8, true",
    "10.255.255.255, true",
    "10.0.0.0, true",
    "2001:db8:1:2::3, true",
    "::ffff:198.51.100.8, true",
    "198.51.100.9, false",
    "2001:db8:2::1, false",
    "::ffff:198.51.100.9, false",
  })
  void allowListOfTheDomainIsKept(String client, boolean allowed) {
    var question =
        RouteQuestion.ofLogin(
            UpstreamProtocol.IMAP, "carol@example.net", InetAddress.ofLiteral(client), PROXY);

    var explanation = lookup.explain(question);

    assertThat(explanation.route().isPresent()).isEqualTo(allowed);
    explanation.route().ifPresent(route -> assertThat(route.cacheable()).isFalse());
    explanation
        .failure()
        .ifPresent(failure ->
            assertThat(failure)
                .hasMessage(
                    "Client-IP %s is not allowed on this domain"
                        .formatted(client.replace("::ffff:", "")))
                .extracting(RouteException::reason)
                .isEqualTo(Reason.REFUSED));
  }

  @Test
  void imapSessionsOfAPoolAreSpreadByAccount() throws Exception {
    // "id-bob".hashCode() is even or odd for good: the choice must never change.
    var expected = Math.abs("id-bob".hashCode() % 2) == 0 ? "imap1" : "imap2";
    var port = expected.equals("imap1") ? 8143 : 9143;

    var route = lookup.lookUp(question("bob@example.org", UpstreamProtocol.IMAP));
    var secure = lookup.lookUp(question("BOB", UpstreamProtocol.IMAPS));

    assertThat(route.host()).isEqualTo(expected + ".example.com");
    assertThat(route.port()).isEqualTo(port);
    assertThat(secure.host()).isEqualTo(expected + ".example.com");
    assertThat(secure.port()).isEqualTo(8993);
  }

  @Test
  void aliasesOfTheDefaultDomainMayBeCached() throws Exception {
    assertThat(route("al@example.org").keeping()).isEqualTo(Route.Keeping.ROUTE_AND_ALIAS);
    assertThat(route("alice").keeping()).isEqualTo(Route.Keeping.ROUTE_AND_ALIAS);
    assertThat(route("alice@alias.org").keeping()).isEqualTo(Route.Keeping.ROUTE);
    assertThat(route("dave@moved.net").keeping()).isEqualTo(Route.Keeping.ROUTE);
    assertThat(route("al@example.org").cacheable()).isTrue();
  }

  @Test
  void configuredAttributesAreFollowed() throws Exception {
    var other =
        lookup(
            Map.of(
                "zimbraReverseProxyMailHostQuery", List.of("(&(uid=${USER})(objectClass=*))"),
                "zimbraReverseProxyUserNameAttribute", List.of("zimbraId"),
                "zimbraReverseProxyImapPortAttribute", List.of("zimbraPop3BindPort"),
                "zimbraDefaultDomainName", List.of()));

    var route = other.lookUp(question("alice", UpstreamProtocol.IMAP));

    assertThat(route.account()).isEqualTo("id-alice");
    assertThat(route.port()).isEqualTo(8110);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ipv4 | 192.0.2.50 192.0.2.51
          ipv6 | 2001:db8::50
          both | 192.0.2.50 192.0.2.51 2001:db8::50
          """)
  void addressesFollowTheIpMode(String mode, String expected) throws Exception {
    var resolving =
        lookup(
            Map.of(
                "zimbraReverseProxyDnsLookupInServerEnabled",
                List.of("TRUE"),
                "zimbraIPMode",
                List.of(mode)));

    assertThat(resolving.lookUp(question("alice", UpstreamProtocol.IMAP)).addresses())
        .containsExactlyElementsOf(
            List.of(expected.split(" ", -1)).stream()
                .map(text -> new InetSocketAddress(InetAddress.ofLiteral(text), 1143))
                .toList());
    assertThat(resolving.lookUp(question("out@example.org", UpstreamProtocol.IMAP)).addresses())
        .isEmpty();
  }

  @Test
  void everyStepIsExplained() {
    var explanation = lookup.explain(question("al@alias.org", UpstreamProtocol.IMAP));

    assertThat(explanation.steps())
        .containsExactly(
            "The address is al@alias.org.",
            "alias.org is another name for the domain example.org.",
            "It is found at uid=alice,ou=people,dc=example,dc=org.",
            "Its mail is on a.example.com.",
            "Its port for imap is 1143.",
            "The login goes to a.example.com:1143 as alice@example.org.");
    assertThat(explanation.route()).isPresent();
    assertThat(lookup.explain(question("x@y.z", UpstreamProtocol.IMAP)).steps())
        .endsWith("No account has this address.", "No route: user not found:x@y.z.");
  }

  @ParameterizedTest
  @CsvSource({
    "BY_NAME, nobody@moved.net, MAILBOX, user not found:nobody@moved.net",
    "BY_ID, alice@example.org, MAILBOX, user not found:alice@example.org",
    "BY_ID, domain-org, MAILBOX, missing attr in search result: zimbraMailHost",
    "BY_NAME, nobody, ADMIN, account nobody@example.org not found",
    "BY_NAME, alice, ADMIN, account alice@example.org is not admin or delegated admin",
    "BY_ID, id-alice, ADMIN, account id-alice is not admin or delegated admin",
    "BY_NAME, alice, MAILBOX, missing port for protocol httpssl on server a.example.com",
  })
  void webHasFailuresOfItsOwn(Named named, String name, Service service, String text) {
    assertThat(lookup.explain(webQuestion(named, name, service, CLIENT)).failure())
        .hasValueSatisfying(failure -> assertThat(failure).hasMessage(text));
  }

  @Test
  void whoAsksByIdentityIsAnsweredByIdentity() throws Exception {
    var route = lookup.lookUp(webQuestion(Named.BY_ID, "ID-Alice", Service.ZX, CLIENT));

    assertThat(route.account()).isEqualTo("ID-Alice");
    assertThat(route.port()).isEqualTo(8743);
    assertThat(route.keeping()).isEqualTo(Route.Keeping.ROUTE);
  }

  @Test
  void externalRoutesAreForMailAlone() {
    assertThat(
            lookup
                .explain(webQuestion(Named.BY_NAME, "dave@moved.net", Service.ZX, CLIENT))
                .steps())
        .containsExactly(
            "The address is dave@moved.net.",
            "It is found at uid=dave,ou=people,dc=moved,dc=net.",
            "Its mail is on a.example.com.",
            "Its port for httpssl is 8743.",
            "The login goes to a.example.com:8743 as dave@moved.net.");
  }

  @Test
  void clientOfUnknownAddressIsOnNoAllowList() {
    var unknown = InetAddress.ofLiteral("0.0.0.0");

    assertThat(
            lookup
                .explain(webQuestion(Named.BY_NAME, "carol@example.net", Service.ZX, unknown))
                .failure())
        .hasValueSatisfying(failure ->
            assertThat(failure).hasMessage("Client-IP 0.0.0.0 is not allowed on this domain"));
    assertThat(lookup.explain(webQuestion(Named.BY_NAME, "alice", Service.ZX, unknown)).route())
        .isPresent();
  }

  private static RouteQuestion webQuestion(
      Named named, String name, Service service, InetAddress client) {
    return new RouteQuestion(
        UpstreamProtocol.HTTPS,
        named,
        name,
        service,
        client,
        PROXY,
        Optional.empty(),
        LoginFacts.NONE);
  }

  @Test
  void faultyQueryIsRefusedAtOnce() {
    assertThatThrownBy(
            () -> lookup(Map.of("zimbraReverseProxyMailHostQuery", List.of("(uid=${NAME})"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("zimbraReverseProxyMailHostQuery has the value \"(uid=${NAME})\"")
        .hasMessageContaining("${NAME} is not known here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zimbraMailHost: a.example.com   | zimbraImapBindPort: none | missing port for protocol imap on server a.example.com
          zimbraMailHost: a.example.com   | zimbraImapBindPort: 0    | missing port for protocol imap on server a.example.com
          description: x                  | zimbraImapBindPort: 143  | missing attr in search result: zimbraMailHost
          """)
  void badEntriesAreNamed(String account, String server, String text, @TempDir Path folder)
      throws Exception {
    assertOwnDirectoryFails(folder, account, server, "zimbraDomain", text);
  }

  @Test
  void accountOfAMissingDomainIsNamed(@TempDir Path folder) throws Exception {
    assertOwnDirectoryFails(
        folder,
        "zimbraMailHost: a.example.com",
        "zimbraImapBindPort: 143",
        "organization",
        "domain not found for user:u@d.org");
  }

  @Test
  void valueThatIsNotAllowedIsNamed(@TempDir Path folder) throws Exception {
    assertOwnDirectoryFails(
        folder,
        "zimbraMailHost: a.example.com\nzimbraReverseProxyUseExternalRoute: maybe",
        "zimbraImapBindPort: 143",
        "zimbraDomain",
        "zimbraReverseProxyUseExternalRoute in the entry uid=u,dc=d,dc=org has the value"
            + " \"maybe\"; allowed: TRUE or FALSE; one value.");
  }

  @Test
  void answersAreRememberedForAWhile() throws Exception {
    var now = new Instant[] {Instant.EPOCH};
    var answers = new RecentAnswers<String>(2, Duration.ofMinutes(15), () -> now[0]);

    assertThat(answers.get("a", () -> Optional.of("1"))).hasValue("1");
    assertThat(answers.get("a", () -> Optional.of("2"))).hasValue("1");
    assertThat(answers.get("b", Optional::empty)).isEmpty();
    assertThat(answers.get("b", () -> Optional.of("3"))).hasValue("3");
    assertThat(answers.get("c", () -> Optional.of("4"))).hasValue("4");
    assertThat(answers.get("a", () -> Optional.of("5"))).hasValue("5");
    now[0] = Instant.EPOCH.plusSeconds(900);
    assertThat(answers.get("a", () -> Optional.of("6"))).hasValue("6");
    answers.forget();
    assertThat(answers.get("a", () -> Optional.of("7"))).hasValue("7");
  }

  private static void assertOwnDirectoryFails(
      Path folder, String account, String server, String domainClass, String text)
      throws Exception {
    var ldif =
        """
        dn: cn=a,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: a
        zimbraServiceHostname: a.example.com
        %s

        dn: dc=d,dc=org
        objectClass: %s
        dc: d
        zimbraDomainName: d.org

        dn: uid=u,dc=d,dc=org
        objectClass: zimbraAccount
        uid: u
        zimbraMailDeliveryAddress: u@d.org
        %s
        """
            .formatted(server.replace("\\n", "\n"), domainClass, account);
    var file = Files.writeString(folder.resolve("d.ldif"), ldif);
    try (var own = Directory.open(new DirectorySource.EmbeddedFile(file))) {
      var asking = new DirectoryLookup(own, own.settings("none", Map.of()));
      assertFails(asking, question("u@d.org", UpstreamProtocol.IMAP), Reason.MISCONFIGURED, text);
    }
  }

  private static void assertFails(
      DirectoryLookup lookup, RouteQuestion question, Reason reason, String text) {
    var failure = catchThrowableOfType(RouteException.class, () -> lookup.lookUp(question));
    assertThat(failure).hasMessage(text);
    assertThat(failure.reason()).isEqualTo(reason);
  }

  private static Route route(String login) throws RouteException {
    return lookup.lookUp(question(login, UpstreamProtocol.IMAP));
  }

  private static RouteQuestion question(String login, UpstreamProtocol protocol) {
    return RouteQuestion.ofLogin(protocol, login, CLIENT, PROXY);
  }

  private static DirectoryLookup lookup(Map<String, List<String>> attributes) throws Exception {
    return new DirectoryLookup(
        directory,
        directory.settings("proxy.example.com", attributes),
        DirectoryLookupTest::resolve,
        InstantSource.system());
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    if (!host.equals("a.example.com")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {
      InetAddress.ofLiteral("2001:db8::50"),
      InetAddress.ofLiteral("192.0.2.50"),
      InetAddress.ofLiteral("192.0.2.51")
    };
  }
}
