package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.Origin;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.StartTlsMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every directory does with the data of {@code sample.ldif}, as it is read. */
abstract class DirectoryContract extends DirectoryChangesContract {
  private static final FilterTemplate USER =
      FilterTemplate.parse(
          "(|(zimbraMailDeliveryAddress=${USER})(zimbraMailAlias=${USER})(zimbraId=${USER}))",
          Set.of("USER"));

  @Test
  void settingsComeFromServerOverGlobalConfig() throws Exception {
    var settings = directory().settings("proxy.example.com", Map.of());

    assertThat(settings.value(MailAttributes.IMAP_START_TLS_MODE)).isEqualTo(StartTlsMode.OFF);
    assertThat(settings.origin(MailAttributes.IMAP_START_TLS_MODE)).isEqualTo(Origin.SERVER);
    assertThat(settings.optional(RouteAttributes.DEFAULT_DOMAIN)).hasValue("example.org");
    assertThat(settings.origin(MailAttributes.AUTH_WAIT_INTERVAL)).isEqualTo(Origin.GLOBAL);
    assertThat(settings.origin(MailAttributes.IMAPS_PORT)).isEqualTo(Origin.DEFAULT);
  }

  @Test
  void hostWithoutAServerEntryHasGlobalSettings() throws Exception {
    var settings = directory().settings("other.example.com", Map.of());

    assertThat(settings.value(MailAttributes.IMAP_START_TLS_MODE)).isEqualTo(StartTlsMode.ON);
  }

  @Test
  void serversAreListed() throws Exception {
    assertThat(directory().servers())
        .extracting(server -> server.first("cn").orElse(""))
        .containsExactlyInAnyOrder(
            "proxy.example.com", "a.example.com", "b.example.com", "imap1", "imap2");
  }

  @Test
  void serverIsFoundByName() throws Exception {
    var server = directory().server("proxy.example.com").orElseThrow();

    assertThat(server.all("zimbraServiceEnabled")).containsExactlyInAnyOrder("proxy", "memcached");
    assertThat(server.all("ZIMBRASERVICEENABLED")).hasSize(2);
    assertThat(directory().server("a.example.com,cn=servers")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice@example.org",
        "ALICE@Example.ORG",
        "al@example.org",
        "AL@EXAMPLE.ORG",
        "id-alice"
      })
  void accountIsFoundByEveryNameInAnyCase(String name) throws Exception {
    assertThat(directory().searchOne("", USER, Map.of("USER", name)))
        .hasValueSatisfying(entry -> assertThat(entry.all("uid")).containsExactly("alice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody@example.org",
        "*",
        "alice@example.*",
        "*)(uid=*",
        "x)(|(uid=*",
        "${USER}",
        "${${USER}}",
        "alice@example.org\0",
        "\\2a",
        "",
        " ",
        "\uD800",
        "ä@example.org",
        "$1",
        "\\"
      })
  void nothingElseIsFound(String name) throws Exception {
    assertThat(directory().searchOne("", USER, Map.of("USER", name))).isEmpty();
  }

  @Test
  void veryLongNameIsNotFound() throws Exception {
    assertThat(directory().searchOne("", USER, Map.of("USER", "(".repeat(100_000)))).isEmpty();
  }

  @Test
  void searchIsConfinedToItsBase() throws Exception {
    var values = Map.of("USER", "alice@example.org");

    assertThat(directory().searchOne("dc=org", USER, values)).isPresent();
    assertThat(directory().searchOne("dc=net", USER, values)).isEmpty();
    assertThat(directory().searchOne("dc=none", USER, values)).isEmpty();
  }

  @Test
  void onlyAskedAttributesAreRead() throws Exception {
    var entry =
        directory()
            .searchOne("", USER, Map.of("USER", "alice@example.org"), "zimbraMailHost")
            .orElseThrow();

    assertThat(entry.attributes()).isEqualTo(Map.of("zimbraMailHost", List.of("a.example.com")));
    assertThat(entry.toString()).isEqualTo("uid=alice,ou=people,dc=example,dc=org");
  }

  @Test
  void moreThanOneHitGivesOne() throws Exception {
    var all = FilterTemplate.parse("(objectClass=zimbraAccount)", Set.of());

    assertThat(directory().searchOne("", all, Map.of())).isPresent();
  }

  @Test
  void domainsAreFound() throws Exception {
    assertThat(directory().domain("", "Example.ORG")).isPresent();
    assertThat(directory().domain("dc=net", "example.org")).isEmpty();
    assertThat(directory().domainById("domain-org").orElseThrow().value(EntryAttributes.ID))
        .hasValue("domain-org");
    assertThat(directory().domainsWithCertificate())
        .singleElement()
        .satisfies(domain ->
            assertThat(domain.value(EntryAttributes.PRIVATE_KEY)).hasValue("a private key"));
  }

  @Test
  void entriesAreTyped() throws Exception {
    var domain = directory().domain("", "example.net").orElseThrow();

    assertThat(domain.value(EntryAttributes.ALLOWED_IPS).orElseThrow()).hasSize(4);
    assertThat(domain.value(EntryAttributes.VIRTUAL_HOSTNAME)).isEmpty();
  }

  @Test
  void passwordsAreVerified() throws Exception {
    var alice = "uid=alice,ou=people,dc=example,dc=org";

    assertThat(directory().verifies(alice, octets("demo"))).isTrue();
    assertThat(directory().verifies(alice, octets("Demo"))).isFalse();
    assertThat(directory().verifies(alice, octets(""))).isFalse();
    assertThat(directory().verifies("uid=bob,ou=people,dc=example,dc=org", octets("x"))).isFalse();
    assertThat(directory().verifies("uid=none,ou=people,dc=example,dc=org", octets("x"))).isFalse();
    // Whoever was tried, the directory is read as before.
    assertThat(directory().globalConfig()).isPresent();
    assertThat(directory().domainsWithCertificate()).hasSize(1);
  }
}
