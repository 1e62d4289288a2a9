package org.gatepost.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.WebMode;
import org.gatepost.testing.Mutations;
import org.gatepost.web.request.PathTable.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever strangers send, nothing but {@link BadRequestException} is thrown. */
final class NonsenseTest {
  private static final int TIMES = 5_000;
  private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.7");
  private static final List<String> TARGETS =
      List.of(
          "/",
          "/home/~bob%40example.org/calendar?fmt=ics",
          "/service/soap/NoOpRequest?a=%0A",
          "/Microsoft-Server-ActiveSync?Cmd=Ping&User=DOM%5Cbob",
          "/zdocument/s1/internal/x",
          "/docs/s2/lool/ws",
          "/http-bind/x",
          "/a/./b//../%2e%2e/c?zminitmode=http&loginOp=logout",
          "http://mail.example.com:80/x?zauthtoken=" + Tokens.tokenOf("abc"),
          "*");
  private static final List<String> TARGET_PARTS =
      List.of(
          "%", "%2", "%2F", "%00", "..", "/../", "//", "?", "&", "=", "#", "\\", "~", "http://");
  private static final List<String> VALUES =
      List.of(
          "ZM_AUTH_TOKEN=" + Tokens.tokenOf("abc") + "; a=\"b\"",
          "ZM_ADMIN_AUTH_TOKEN=\"" + Tokens.tokenOf("abc") + "\"",
          "Basic Ym9iOnNlY3JldA==",
          "Bearer " + Tokens.jwt("{\"sub\":\"abc\",\"x\":[1,{\"y\":null}]}"),
          "mail.example.com:8443",
          "[2001:db8::1%eth0]:443");
  private static final List<String> VALUE_PARTS =
      List.of(";", "=", "\"", " ", "_", ".", ":", "]", "[", "ZM_AUTH_TOKEN", "Basic ", "69643d");

  private static final PathTable TABLE =
      new PathTable(
          new PathTable.Terms(
              Kind.HTTPS_DEFAULT,
              true,
              true,
              "/zimbra",
              Optional.empty(),
              List.of(
                  DocumentServer.Editor.at("s1", "docs.example.com"),
                  DocumentServer.Office.at("s2", "docs.example.com")),
              Silences.of(EffectiveSettings.defaults())));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void targetsAreReadOrRefused(long seed) {
    Mutations mutations = new Mutations(new Random(seed), TARGETS, TARGET_PARTS);
    int read = 0;
    for (int i = 0; i < TIMES; i++) {
      String text = text(mutations);
      try {
        RequestTarget target = RequestTarget.parse(text);
        read++;
        assertThat(isNormal(target.path())).as(text).isTrue();
        assertThat(target.raw()).as(text).startsWith(target.rawPath());
        useIn(Heads.get(text), text);
      } catch (BadRequestException refused) {
        assertThat(refused).hasMessageEndingWith(".");
      }
    }
    // Otherwise nothing has been tested.
    assertThat(read).isBetween(TIMES / 20, TIMES - 1);
  }

  private static boolean isNormal(String path) {
    return path.equals("*")
        || (path.startsWith("/")
            && !path.contains("//")
            && !(path + "/").contains("/./")
            && !(path + "/").contains("/../")
            && path.chars().noneMatch(c -> c < ' ' || c == 0x7F));
  }

  private static void useIn(RequestHead head, String text) {
    Place place = TABLE.find(head, CLIENT);
    if (place instanceof Place.At at) {
      assertThat(at.target()).as(text).startsWith("/").doesNotStartWith("/internal/");
    }
    for (boolean tls : new boolean[] {false, true}) {
      new ModeRules(WebMode.MIXED, tls, 80, 443)
          .redirect(head, "mail.example.com")
          .ifPresent(location ->
              assertThat(location).as(text).matches("https?://mail\\.example\\.com/[!-~]*"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void headersAreReadOrPassedOver(long seed) throws Exception {
    Mutations mutations = new Mutations(new Random(seed), VALUES, VALUE_PARTS);
    RequestHead plain = Heads.get("/");
    for (int i = 0; i < TIMES; i++) {
      String text = text(mutations);
      RequestHead head =
          new RequestHead() {
            @Override
            public String method() {
              return "POST";
            }

            @Override
            public RequestTarget target() {
              return plain.target();
            }

            @Override
            public String host() {
              return text;
            }

            @Override
            public List<String> all(String lowerCaseName) {
              return List.of(text);
            }
          };
      for (Service service : Service.values()) {
        if (Identities.find(head, service) instanceof Identity.Account(var id, _)) {
          assertThat(AccountId.isSane(id)).as(text).isTrue();
        }
      }
      String host = HostName.of(text);
      assertThat(HostName.of(host)).as(text).isEqualTo(host);
      assertThat(host).as(text).matches("[a-z0-9._-]*|\\[[0-9a-f:.]+]");
      assertThat(ZimbraToken.parse(text).isPresent() && text.indexOf('_') < 0).isFalse();
      assertThat(WebToken.subject(text).isPresent() && text.indexOf('.') < 0).isFalse();
    }
  }

  private static String text(Mutations mutations) {
    return new String(mutations.next(), StandardCharsets.ISO_8859_1);
  }
}
