package org.gatepost.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.web.request.Tokens.jwt;
import static org.gatepost.web.request.Tokens.token;
import static org.gatepost.web.request.Tokens.tokenOf;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.web.request.Identity.Account;
import org.gatepost.web.request.Identity.Nobody;
import org.gatepost.web.request.Identity.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of spec http 2.1. */
final class IdentitiesTest {
  private static final Identity NOBODY = new Nobody();
  private static final Identity COOKIE = new Account("cookie", Optional.empty());
  private static final String SYNC = "/Microsoft-Server-ActiveSync?Cmd=Ping";

  private static Identity find(String target, String... headers) throws Exception {
    return Identities.find(Heads.get(target, headers), Service.MAILBOX);
  }

  private static String cookie(String id) {
    return "Cookie: ZM_AUTH_TOKEN=" + tokenOf(id);
  }

  private static String basic(String credentials) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "/home/bob/, bob",
    "/home/bob@example.org/calendar.ics, bob@example.org",
    "/home/bob%40example.org/, bob@example.org",
    "/home/~bob/, bob",
    "/service/home/bob/inbox, bob",
    "/service/home/~bob/inbox, bob",
    "/dav/bob@example.org/Calendar/, bob@example.org",
    "/principals/users/bob@example.org/, bob@example.org",
    "/home/alice/../bob/, bob",
    "//home//bob/, bob",
    "/home/J%C3%BCrgen/, Jürgen",
  })
  void thePathNamesAUserBeforeAnyToken(String target, String name) throws Exception {
    assertThat(find(target, cookie("cookie"))).isEqualTo(new User(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/home/~/",
        "/home/~/inbox?fmt=rss",
        "/service/home/~/inbox",
        "/home/bob",
        "/home/",
        "/home/%20/",
        "/dav/",
        "/dav/bob",
        "/principals/bob/",
        "/principals/users/",
        "/user/bob/",
        "/zimbra/home/bob/",
        "/zimbra/user/bob/",
        "/octopus/bob/",
        "/shf/bob/",
        "/Home/bob/",
        "/.well-known/caldav",
        "/service/soap/AuthRequest",
        "/"
      })
  void otherPathsNameNobodySoThatTheTokenDecides(String target) throws Exception {
    assertThat(find(target, cookie("cookie"))).isEqualTo(COOKIE);
    assertThat(find(target)).isEqualTo(NOBODY);
  }

  @Test
  void namesInPathsAreBounded() throws Exception {
    assertThat(find("/home/" + "a".repeat(512) + "/")).isEqualTo(new User("a".repeat(512)));
    assertThat(find("/home/" + "a".repeat(513) + "/")).isEqualTo(NOBODY);
    assertThat(find("/home/a%C2%85b/")).isEqualTo(NOBODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/Microsoft-Server-ActiveSync", "/ews/Exchange.asmx", "/EWS/exchange.ASMX/x"})
  void phonesAndOutlookLogInEachTime(String target) throws Exception {
    assertThat(find(target, basic("bob:secret"), cookie("cookie"))).isEqualTo(new User("bob"));
  }

  @ParameterizedTest
  @CsvSource({
    "bob@example.org:secret, bob@example.org",
    "bob:se:cret, bob",
    "bob:, bob",
    "EXAMPLE.ORG\\bob:secret, bob@EXAMPLE.ORG",
    "\\bob:secret, bob",
    "Jürgen:secret, Jürgen",
  })
  void basicCredentialsNameTheUser(String credentials, String name) throws Exception {
    assertThat(find(SYNC, basic(credentials))).isEqualTo(new User(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "BASIC", "bAsIc"})
  void schemesKnowNoLetterCase(String scheme) throws Exception {
    assertThat(find(SYNC, "Authorization: " + scheme + "  Ym9iOnNlY3JldA=="))
        .isEqualTo(new User("bob"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basicer Ym9iOnNlY3JldA==",
        "Digest Ym9iOnNlY3JldA==",
        // "bob", ":secret", "bo\nb:x", "DOM\:x"
        "Basic Ym9i",
        "Basic OnNlY3JldA==",
        "Basic Ym8KYjp4",
        "Basic XDp4"
      })
  void withoutUsableCredentialsTheArgumentNamesTheUser(String authorization) throws Exception {
    String header = "Authorization: " + authorization;

    assertThat(find(SYNC, header)).isEqualTo(NOBODY);
    assertThat(find(SYNC + "&User=bob", header)).isEqualTo(new User("bob"));
  }

  @ParameterizedTest
  @CsvSource({
    "User=bob&DeviceId=1, bob",
    "DeviceId=1&User=bob, bob",
    "User=EXAMPLE.ORG%5Cbob, bob@EXAMPLE.ORG",
    "User=EXAMPLE.ORG\\bob, bob@EXAMPLE.ORG",
    "User=bob%40example.org, bob@example.org",
  })
  void theArgumentIsFoundAndDecodedWhereverItStands(String query, String name) throws Exception {
    assertThat(find(SYNC + "&" + query)).isEqualTo(new User(name));
  }

  @Test
  void theArgumentMayBeNoName() throws Exception {
    assertThat(find(SYNC + "&User=")).isEqualTo(NOBODY);
    assertThat(find(SYNC + "&User=a%0D%0Adelete%20b")).isEqualTo(NOBODY);
    assertThat(find(SYNC + "&User=%00")).isEqualTo(NOBODY);
    assertThat(find(SYNC + "&user=bob")).isEqualTo(NOBODY);
  }

  @Test
  void basicCredentialsCountForPhonesAlone() throws Exception {
    assertThat(find("/dav/", basic("bob:secret"))).isEqualTo(NOBODY);
    assertThat(find("/service/soap/", basic("bob:secret"))).isEqualTo(NOBODY);
  }

  @Test
  void whoeverHasATokenIsWhoItSays() throws Exception {
    String cookie = "Cookie: ZM_AUTH_TOKEN=" + token("id=3:abc;version=6:10.1.0;");

    assertThat(find("/service/soap/", cookie)).isEqualTo(new Account("abc", Optional.of("10.1.0")));
    assertThat(find("/a?zauthtoken=" + tokenOf("arg"))).isEqualTo(account("arg"));
    assertThat(find("/a", "Authorization: Bearer " + jwt("{\"sub\":\"jwt\"}")))
        .isEqualTo(account("jwt"));
    assertThat(find("/a", "authorization: bearer " + jwt("{\"sub\":\"jwt\"}")))
        .isEqualTo(account("jwt"));
    assertThat(find("/a?zjwt=" + jwt("{\"sub\":\"arg\"}"))).isEqualTo(account("arg"));
  }

  private static Identity account(String id) {
    return new Account(id, Optional.empty());
  }

  @Test
  void tokensCountInTheirOrder() throws Exception {
    String both = "/a?zjwt=" + jwt("{\"sub\":\"4\"}") + "&zauthtoken=" + tokenOf("2");
    String bearer = "Authorization: Bearer " + jwt("{\"sub\":\"3\"}");

    assertThat(find(both, bearer, cookie("1"))).isEqualTo(account("1"));
    assertThat(find(both, bearer)).isEqualTo(account("2"));
    assertThat(find("/a?zjwt=" + jwt("{\"sub\":\"4\"}"), bearer)).isEqualTo(account("3"));
  }

  @Test
  void aBrokenTokenIsNone() throws Exception {
    assertThat(find("/a", "Cookie: ZM_AUTH_TOKEN=garbage")).isEqualTo(NOBODY);
    assertThat(find("/a?zauthtoken=" + tokenOf("arg"), "Cookie: ZM_AUTH_TOKEN=garbage"))
        .isEqualTo(account("arg"));
  }

  @Test
  void theConsoleGoesByItsOwnCookie() throws Exception {
    RequestHead both =
        Heads.get("/home/bob/", cookie("user"), "Cookie: ZM_ADMIN_AUTH_TOKEN=" + tokenOf("admin"));
    RequestHead user = Heads.get("/home/bob/?zauthtoken=" + tokenOf("x"), cookie("user"));

    assertThat(Identities.find(both, Service.ADMIN)).isEqualTo(account("admin"));
    assertThat(Identities.find(user, Service.ADMIN)).isEqualTo(NOBODY);
    assertThat(Identities.find(Heads.get("/zx/x", cookie("user")), Service.ZX))
        .isEqualTo(account("user"));
  }
}
