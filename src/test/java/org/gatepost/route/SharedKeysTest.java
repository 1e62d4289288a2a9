package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.gatepost.route.RouteQuestion.Service;
import org.junit.jupiter.api.Test;

final class SharedKeysTest {
  private static RouteQuestion question(String login) {
    return RouteQuestion.ofLogin(
        UpstreamProtocol.IMAPS,
        login,
        InetAddress.ofLiteral("2001:db8:0:0:0:0:0:1"),
        InetAddress.ofLiteral("10.0.0.1"));
  }

  @Test
  void keysAreThoseOfTheOriginal() {
    assertThat(SharedKeys.route(UpstreamProtocol.IMAPS, "user1@example.test"))
        .isEqualTo("route:proto=imapssl;user=user1@example.test");
    assertThat(SharedKeys.routeById(UpstreamProtocol.HTTPS, Service.MAILBOX, "1-2"))
        .isEqualTo("route:proto=httpssl;id=1-2");
    assertThat(SharedKeys.routeById(UpstreamProtocol.HTTPS, Service.ADMIN, "1-2"))
        .isEqualTo("route:proto=httpssl;admin=1;id=1-2");
    assertThat(SharedKeys.routeById(UpstreamProtocol.HTTP, Service.ZX, "1-2"))
        .isEqualTo("route:proto=http;zx=1;id=1-2");
    assertThat(SharedKeys.alias("user1", "192.0.2.10")).isEqualTo("alias:user=user1;ip=192.0.2.10");
    assertThat(SharedKeys.aliasAtHost("bob", "mail.example.com"))
        .isEqualTo("alias:user=bob;vhost=mail.example.com");
  }

  @Test
  void bareNameBearsTheClientsAddress() {
    assertThat(SharedKeys.asTyped(question("alice")))
        .isEqualTo("route:proto=imapssl;user=alice@2001:db8::1");
    assertThat(SharedKeys.asTyped(question("alice@")))
        .isEqualTo("route:proto=imapssl;user=alice@@2001:db8::1");
    assertThat(SharedKeys.asTyped(question("alice@example.org")))
        .isEqualTo("route:proto=imapssl;user=alice@example.org");
  }

  @Test
  void aliasesAreReadInBothForms() {
    assertThat(SharedKeys.aliases(question("alice")))
        .containsExactly("alias:user=alice;ip=2001:db8::1", "alias:user=alice;ip=10.0.0.1");
  }

  @Test
  void nameCannotBecomeAnotherKeyOrCommand() {
    assertThat(SharedKeys.route(UpstreamProtocol.IMAP, "a b%\r\nflush_all\0"))
        .isEqualTo("route:proto=imap;user=a%20b%25%0D%0Aflush_all%00");
  }
}
