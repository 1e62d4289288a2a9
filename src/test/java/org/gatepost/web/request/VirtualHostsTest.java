package org.gatepost.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VirtualHostsTest {
  private static final VirtualHosts<String> HOSTS =
      new VirtualHosts<>(
          Map.of(
              "Mail.Example.ORG.", "org",
              "*.example.net", "net",
              "*.deep.example.net", "deep",
              "no name", "none"),
          "default",
          Set.of("proxy.example.com", "192.0.2.1", "[2001:DB8:0:0::1]"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mail.example.com         | mail.example.com
          MAIL.Example.COM:8443    | mail.example.com
          mail.example.com.        | mail.example.com
          mail.example.com.:443    | mail.example.com
          mail.example.com:        | mail.example.com
          mail_1                   | mail_1
          xn--jrgen-kva.example    | xn--jrgen-kva.example
          192.0.2.1:80             | 192.0.2.1
          [2001:db8:0::1]          | [2001:db8::1]
          [2001:DB8::1]:443        | [2001:db8::1]
          [::FFFF:192.0.2.1]:443   | 192.0.2.1
          """)
  void namesHaveOneForm(String header, String name) {
    assertThat(HostName.of(header)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        ".",
        "..",
        ".example.com",
        "mail..example.com",
        "bob@mail.example.com",
        "mail.example.com/",
        "mail example.com",
        " mail.example.com",
        "mail.example.com, evil.example",
        "mail.example.com\r\nX",
        "mail\0",
        "m\u00e4il.example",
        "\u212aelvin.example",
        "mail.example.com:http",
        "mail.example.com:80:80",
        "mail.example.com:123456",
        "mail.example.com:65536",
        "mail.example.com:-1",
        "2001:db8::1",
        "[",
        "[]",
        "[]:80",
        "[::1",
        "[::1]x",
        "[::1%eth0]",
        "[::g]",
        "[192.0.2.1]",
        "[1:2:3]",
        "*.example.com"
      })
  void whatIsNoNameIsNobody(String header) {
    assertThat(HostName.of(header)).isEmpty();
  }

  @Test
  void namesAreBounded() {
    assertThat(HostName.of("a".repeat(253))).hasSize(253);
    assertThat(HostName.of("a".repeat(254))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mail.example.org, org, true",
    "example.org, default, false",
    "x.mail.example.org, default, false",
    "a.example.net, net, true",
    "a.b.example.net, net, true",
    "a.deep.example.net, deep, true",
    "deep.example.net, net, true",
    "example.net, default, false",
    "badexample.net, default, false",
    "proxy.example.com, default, true",
    "192.0.2.1, default, true",
    "[2001:db8::1], default, true",
    "evil.example, default, false",
    "'', default, false",
  })
  void eachNameHasItsHost(String name, String host, boolean ours) {
    assertThat(HOSTS.orDefault(name)).isEqualTo(host);
    assertThat(HOSTS.exactly(name).orElse("default")).isEqualTo(host);
    assertThat(HOSTS.isOurs(name)).isEqualTo(ours);
  }
}
