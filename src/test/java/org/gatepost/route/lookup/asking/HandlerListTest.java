package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.gatepost.directory.Directory;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lookup handlers there are: spec mail 1.1. */
final class HandlerListTest {
  private static final String PATH = "/service/extension/nginx-lookup";

  private static final String TREE =
      """
      version: 1

      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=config,cn=zimbra
      objectClass: organizationalRole
      objectClass: zimbraGlobalConfig
      cn: config
      GLOBAL

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=b,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: b
      zimbraServiceHostname: b.example.com
      zimbraServiceEnabled: mailbox
      zimbraReverseProxyLookupTarget: TRUE
      zimbraServerVersionMajor: 8
      zimbraServerVersionMinor: 7
      zimbraExtensionBindPort: 7443

      dn: cn=a.example.com,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: a.example.com
      zimbraServiceEnabled: mailbox
      zimbraReverseProxyLookupTarget: TRUE
      zimbraServerVersionMajor: 8
      zimbraServerVersionMinor: 6

      dn: cn=proxy,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: proxy
      zimbraServiceHostname: proxy.example.com
      zimbraServiceEnabled: proxy
      zimbraServerVersionMajor: 10

      dn: cn=old,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: old
      zimbraServiceEnabled: mailbox
      zimbraReverseProxyLookupTarget: FALSE
      """;

  @TempDir private Path folder;

  @Test
  void fileHasTheFirstWord() throws Exception {
    var list =
        list(
            "description: x",
            Map.of(),
            URI.create("https://one.example.com:7072"),
            URI.create("http://[2001:db8::1]:80/lookup?x=y"));
    assertThat(list.handlers())
        .containsExactly(
            URI.create("https://one.example.com:7072" + PATH),
            URI.create("http://[2001:db8::1]:80/lookup?x=y"));
    assertThat(list.warnings()).isEmpty();
  }

  @Test
  void urlWithAPasswordIsRefusedAndNotShown() {
    assertThatThrownBy(() ->
            list("description: x", Map.of(), URI.create("https://me:hush@one.example.com:7072")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining("hush");
  }

  @Test
  void serversThatAreLookupTargetsAreHandlers() throws Exception {
    var list = list("zimbraExtensionBindPort: 7072", Map.of());
    assertThat(list.handlers())
        .containsExactly(
            URI.create("http://a.example.com:7072" + PATH),
            URI.create("https://b.example.com:7443" + PATH));
    assertThat(list.warnings()).isEmpty();
  }

  @Test
  void targetWithoutAMailboxServiceIsWarnedOfWithTheRemedy() throws Exception {
    // What stands in globalConfig holds for every server that says nothing else.
    var list = list("zimbraReverseProxyLookupTarget: TRUE", Map.of());
    assertThat(list.handlers())
        .hasSize(3)
        .contains(URI.create("https://proxy.example.com:7072" + PATH));
    assertThat(list.warnings())
        .containsExactly(
            "proxy is listed as a lookup handler but runs no mailbox service; if no lookup handler"
                + " answers there: zmprov ms proxy zimbraReverseProxyLookupTarget FALSE");
  }

  @Test
  void listOfAvailableTargetsNarrowsThem() throws Exception {
    var list =
        list(
            "zimbraExtensionBindPort: 7072",
            Map.of("zimbraReverseProxyAvailableLookupTargets", List.of("B", "old", "gone")));
    assertThat(list.handlers()).containsExactly(URI.create("https://b.example.com:7443" + PATH));
    assertThat(list.warnings())
        .containsExactly(
            "zimbraReverseProxyAvailableLookupTargets names gone, and there is no such server.");
  }

  @Test
  void noHandlerAtAllIsAnError() {
    assertThatThrownBy(() ->
            list(
                "description: x",
                Map.of("zimbraReverseProxyAvailableLookupTargets", List.of("old"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("set zimbraReverseProxyLookupTarget of the servers")
        .hasMessageContaining("routes.handlers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "port"})
  void portThatIsNoneIsAnError(String port) {
    assertThatThrownBy(() -> list("zimbraExtensionBindPort: " + port, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("zimbraExtensionBindPort");
  }

  @Test
  void listIsWrittenInTheFormOfTheOriginalIfItHasChanged() throws Exception {
    list("description: x", Map.of(), URI.create("https://mailbox.example.com:7072")).write(folder);
    var file = folder.resolve("nginx.conf.zmlookup");
    assertThat(file)
        .hasContent(
            "zm_lookup_handlers"
                + " https://mailbox.example.com:7072/service/extension/nginx-lookup;\n");
    var longAgo = FileTime.fromMillis(0);
    Files.setLastModifiedTime(file, longAgo);
    list("description: x", Map.of(), URI.create("https://mailbox.example.com:7072")).write(folder);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
    list("description: x", Map.of()).write(folder);
    assertThat(file)
        .hasContent(
            "zm_lookup_handlers http://a.example.com:7072"
                + PATH
                + " https://b.example.com:7443"
                + PATH
                + ";\n");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  private HandlerList list(String global, Map<String, List<String>> attributes, URI... fromFile)
      throws Exception {
    var ldif = Files.writeString(folder.resolve("directory.ldif"), TREE.replace("GLOBAL", global));
    var settings = EffectiveSettings.resolve(attributes, Map.of(), Map.of());
    try (var directory = Directory.open(new DirectorySource.EmbeddedFile(ldif))) {
      return HandlerList.of(List.of(fromFile), directory, settings);
    }
  }
}
