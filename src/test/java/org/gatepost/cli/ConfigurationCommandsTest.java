package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.settings.HostFileReader;
import org.gatepost.settings.OwnAttributes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zmproxyconfgen}, {@code zmproxyconf} (spec http 5.7, 5.9) and {@code config show}. */
final class ConfigurationCommandsTest {
  private static final String DONE = "Proxy configuration files are generated successfully";
  private static final String FAILED = "Proxy configuration generation is interrupted by errors";

  @TempDir private Path folder;
  private Path file;

  private record Ran(int exit, String out, String err) {}

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(
        folder.resolve("directory.ldif"),
        """
        dn: cn=zimbra
        objectClass: organizationalRole
        cn: zimbra

        dn: cn=config,cn=zimbra
        objectClass: zimbraGlobalConfig
        cn: config
        zimbraReverseProxyAuthWaitInterval: 3s
        zimbraAuthTokenKey: 1:1:cafe

        dn: cn=servers,cn=zimbra
        objectClass: organizationalRole
        cn: servers

        dn: cn=proxy.example.com,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: proxy.example.com
        zimbraReverseProxyLogLevel: notice

        dn: cn=proxy2.example.com,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: proxy2.example.com
        zimbraImapProxyBindPort: 1143

        dn: cn=broken.example.com,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: broken.example.com
        zimbraImapProxyBindPort: many

        dn: cn=mailbox.example.com,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: mailbox.example.com
        zimbraServiceEnabled: mailbox
        zimbraServerVersionMajor: 10
        zimbraReverseProxyLookupTarget: TRUE

        dn: dc=com
        objectClass: domain
        dc: com

        dn: dc=example,dc=com
        objectClass: zimbraDomain
        dc: example
        zimbraDomainName: example.com
        zimbraVirtualHostname: mail.example.invalid
        """);
    file = withAttributes("{zimbraReverseProxyImapStartTlsMode: \"off\"}");
  }

  private Path withAttributes(String attributes) throws IOException {
    return Files.writeString(
        folder.resolve("gatepost.yaml"),
        """
        server: proxy.example.com
        roles: [handler]
        directory: {file: directory.ldif}
        routes: {lookup: handlers}
        attributes: %s
        """
            .formatted(attributes));
  }

  private static Ran run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit = GatepostCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  private Ran confgen(String... options) {
    var arguments = new ArrayList<>(List.of("zmproxyconfgen", "--file", file.toString()));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private Ran conf(String... options) {
    var arguments = new ArrayList<>(List.of("zmproxyconf"));
    arguments.addAll(List.of(options));
    arguments.add(file.toString());
    return run(arguments.toArray(String[]::new));
  }

  private Path zmlookup() {
    return folder.resolve("nginx.conf.zmlookup");
  }

  @Test
  void generatingChecksAndWritesTheListOfHandlers() {
    assertThat(confgen()).isEqualTo(new Ran(0, DONE + "\n", ""));
    assertThat(zmlookup())
        .hasContent(
            "zm_lookup_handlers"
                + " https://mailbox.example.com:7072/service/extension/nginx-lookup;");
  }

  @Test
  void dryRunWritesNothing() {
    assertThat(confgen("-n")).isEqualTo(new Ran(0, DONE + "\n", ""));
    assertThat(zmlookup()).doesNotExist();
  }

  @Test
  void listOfHandlersGoesWhereIsAsked() {
    var includes = folder.resolve("conf/nginx/includes");
    assertThat(confgen("-v", "-i", includes.toString(), "-w", "x", "-t", "x", "-p", "x", "-P", "x"))
        .satisfies(ran -> assertThat(ran.exit()).isZero())
        .satisfies(ran -> assertThat(ran.out()).contains("Checking the settings of", DONE));
    assertThat(includes.resolve("nginx.conf.zmlookup")).exists();
    assertThat(zmlookup()).doesNotExist();
  }

  @Test
  void oneBadValueIsNamedAndStopsIt() throws IOException {
    file = withAttributes("{zimbraMailProxyPort: web}");
    var ran = confgen();
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .containsExactly(
            "gatepost.yaml:5: attributes.zimbraMailProxyPort: has the value \"web\"; allowed: a whole"
                + " number from 0 to 65535.",
            FAILED);
    assertThat(zmlookup()).doesNotExist();
  }

  @Test
  void overrideIsCheckedLikeAValueOfTheFile() {
    assertThat(confgen("-n", "-c", "zimbraReverseProxyLogLevel=debug").exit()).isZero();
    var ran = confgen("-n", "-c", "zimbraReverseProxyLogLevel=loud");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("zimbraReverseProxyLogLevel in the option -c has the value \"loud\"", FAILED);
    assertThat(confgen("-c", "zimbraReverseProxyLogLevl=info").err())
        .contains("-c names an unknown attribute", "did you mean zimbraReverseProxyLogLevel?");
    assertThat(confgen("-c", "zimbraMailHost=a").err())
        .contains("zimbraMailHost cannot be set by -c; it belongs to an account entry.");
    assertThat(confgen("-c", "zimbraIPMode").err()).contains("-c takes NAME=VALUE");
  }

  @Test
  void severalOverridesOfOneNameAreAList() {
    assertThat(
            confgen(
                    "-d",
                    "-c",
                    "zimbraReverseProxySSLProtocols=TLSv1.2",
                    "-c",
                    "zimbraReverseProxySSLProtocols=TLSv1.3")
                .out())
        .contains("zimbraReverseProxySSLProtocols: [\"TLSv1.2\", \"TLSv1.3\"]");
  }

  @Test
  void anotherServersSettingsAreItsOwn() {
    // This host's file says something else of STARTTLS, for this host alone.
    var cards = confgen("-s", "proxy2.example.com", "-d").out();
    assertThat(cards)
        .contains("Config Text:           zimbraImapProxyBindPort: \"1143\"")
        .contains("Config Text:           zimbraReverseProxyImapStartTlsMode: \"only\"");
    var ran = confgen("-n", "-s", "broken.example.com");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("zimbraImapProxyBindPort in the server entry", FAILED);
  }

  @Test
  void serverThatIsNotThereIsAnError() {
    var ran = confgen("-s", "nowhere.example.com");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err().lines())
        .containsExactly(
            "Cannot load server object. Make sure the server specified with -s exists", FAILED);
  }

  @Test
  void hostNameWithoutAnAddressStopsOnlyIfAskedFor() {
    assertThat(confgen("-n").exit()).isZero();
    var ran = confgen("-n", "-f");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains(
            "zimbraVirtualHostname mail.example.invalid of the domain example.com cannot be"
                + " resolved.",
            FAILED);
  }

  @Test
  void cardsHaveTheOriginalsFields() {
    assertThat(confgen("-d").out())
        .contains(
            """
            NGINX Keyword:         zm_auth_wait
            Description:           How long the answer to a refused login is held back.
            Value Type:            duration
            Controlling Attribute: zimbraReverseProxyAuthWaitInterval
            Default Value:         10s
            Current Value:         3s
            Config Text:           zimbraReverseProxyAuthWaitInterval: "3s"

            """);
    assertThat(zmlookup()).doesNotExist();
  }

  @Test
  void secretsAreNotShown() {
    assertThat(confgen("-d").out()).contains("zimbraAuthTokenKey").doesNotContain("cafe");
    assertThat(conf().out()).contains("zimbraAuthTokenKey: # (not shown)").doesNotContain("cafe");
  }

  @Test
  void helpAndDefinitionsNeedNoDirectory() throws IOException {
    Files.delete(folder.resolve("directory.ldif"));
    assertThat(confgen("-h").exit()).isZero();
    assertThat(conf("-h").exit()).isZero();
    var ran = confgen("-D");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("Controlling Attribute: zimbraIPMode")
        .doesNotContain("Current Value");
    var without = confgen("-n");
    assertThat(without.exit()).isEqualTo(1);
    assertThat(without.err()).contains("directory.ldif", FAILED);
  }

  @Test
  void strayArgumentsAreAnError() {
    var ran = confgen("now");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).startsWith("Usage: gatepost zmproxyconfgen");
    assertThat(confgen("--later").exit()).isEqualTo(1);
  }

  @Test
  void everyValueIsShownWithItsOrigin() {
    assertThat(conf().out().lines())
        .contains(
            "# The configuration of proxy.example.com that is in effect.",
            "zimbraReverseProxyImapStartTlsMode: \"off\"  # file",
            "zimbraReverseProxyLogLevel: \"notice\"  # server",
            "zimbraReverseProxyAuthWaitInterval: \"3s\"  # global",
            "zimbraIPMode: \"ipv4\"  # default",
            "zimbraReverseProxyIPLoginLimit: \"0\"  # default, not acted on yet",
            "zimbraReverseProxyAcceptMutex: \"on\"  # default, not needed",
            "")
        .noneMatch(line -> line.startsWith("zimbraDefaultDomainName"));
  }

  @Test
  void shownSettingsAreMarkedAndTheMarksExplained() {
    var ran = run("config", "show", "-c", file.toString(), "ReverseProxy");
    assertThat(ran.out().lines())
        .anyMatch(line -> line.matches("zimbraReverseProxyIPLoginLimit\\* +default  0 .*"))
        .anyMatch(line -> line.matches("zimbraReverseProxyAcceptMutex~ +default  on"))
        .anyMatch(line -> line.matches("zimbraReverseProxyLogLevel +server   notice"));
    assertThat(ran.err()).isEqualTo("* not acted on yet   ~ accepted, not needed\n");
    assertThat(run("config", "show", "-c", file.toString(), "zimbraIPMode").err()).isEmpty();
  }

  @Test
  void certificateIsShownOnOneLine() throws IOException {
    file = withAttributes("{zimbraSSLCertificate: \"-----BEGIN CERTIFICATE-----\\nMIIB\\n\"}");
    assertThat(run("config", "show", "-c", file.toString(), "SSLCertificate").out())
        .contains("-----BEGIN CERTIFICATE----- ... (2 lines)");
  }

  @Test
  void markersGroupByPlace() {
    assertThat(conf("-m", "-i", "-n", "-e").out())
        .startsWith(
            """
            # begin %1$s
              zimbraReverseProxyImapStartTlsMode: "off"
            # end %1$s
            # begin the server entry proxy.example.com
              zimbraReverseProxyLogLevel: "notice"
            # end the server entry proxy.example.com
            # begin globalConfig
            """
                .formatted(file));
  }

  @Test
  void withoutCommentsAndEmptyLinesOnlySettingsAreLeft() {
    assertThat(conf("-ne").out().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches("\\w+: [\"\\[#].*"));
  }

  @Test
  void whatIsPrintedCanStandInTheHostsFile() throws Exception {
    var attributes = conf("-ne").out().lines().filter(line -> !line.contains("#")).toList();
    file = withAttributes("\n" + String.join("\n", attributes).indent(2));
    var read = HostFileReader.read(file).attributes();
    assertThat(read)
        .hasSameSizeAs(attributes)
        .containsEntry("zimbraReverseProxyImapStartTlsMode", List.of("off"))
        .containsEntry(OwnAttributes.LOGIN_TIMEOUT.name(), List.of("60s"))
        .containsEntry(
            "zimbraReverseProxyMailHostQuery",
            List.of(
                "(|(zimbraMailDeliveryAddress=${USER})(zimbraMailAlias=${USER})(zimbraId=${USER}))"));
    assertThat(confgen("-n").exit()).isZero();
  }

  @Test
  void faultyConfigurationIsNotPrinted() throws IOException {
    file = withAttributes("{zimbraIPMode: ipv5}");
    var ran = conf();
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("zimbraIPMode", "ipv5", "allowed: ipv4, ipv6, both");
  }
}
