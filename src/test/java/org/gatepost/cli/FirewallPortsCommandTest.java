package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gatepost.testing.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gatepost firewall ports}, whose hosts have addresses for names: no DNS is asked. */
final class FirewallPortsCommandTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  private record Ran(int exit, String out, String err) {
    /** What is printed, without the ends of its lines. */
    String words() {
      return out.replaceAll("\\s+", " ");
    }

    List<String> lines(String start) {
      return out.lines().filter(line -> line.startsWith(start)).toList();
    }
  }

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
        zimbraMailPort: 8080
        zimbraMailSSLPort: 8443
        zimbraMailMode: https
        zimbraMailProxyPort: 80
        zimbraMailSSLProxyPort: 443
        zimbraReverseProxyMailMode: https

        dn: cn=servers,cn=zimbra
        objectClass: organizationalRole
        cn: servers

        dn: cn=10.0.0.1,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: 10.0.0.1
        zimbraServiceEnabled: proxy
        zimbraServiceEnabled: memcached

        dn: cn=10.0.0.2,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: 10.0.0.2
        zimbraServiceEnabled: proxy
        zimbraServiceEnabled: memcached
        zimbraMemcachedBindPort: 11212
        zimbraReverseProxyMailImapEnabled: FALSE

        dn: cn=10.0.0.3,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: 10.0.0.3
        zimbraServiceEnabled: mailbox
        zimbraImapBindPort:: G1syMDA=
        """);
    file = withLines("");
  }

  private Path withLines(String lines) throws IOException {
    return Files.writeString(
        folder.resolve("gatepost.yaml"),
        "server: 10.0.0.1\nroles: [proxy]\ndirectory: {file: directory.ldif}\n" + lines);
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = GatepostCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  private Ran ports(String... options) {
    return run(
        Stream.concat(Stream.of("firewall", "ports", "-c", file.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void systemIsShownByPortWithTheHostsThatHaveItAlike() {
    Ran ran = ports();
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines("11211/tcp ")).singleElement().asString().contains("10.0.0.1");
    assertThat(ran.lines("11212/tcp (for 11211) "))
        .singleElement()
        .asString()
        .contains("open", "hosts of proxy, mailbox", "10.0.0.2", "memcached");
    assertThat(ran.lines("143/tcp ")).hasSize(2);
    assertThat(ran.lines("8443/tcp "))
        .singleElement()
        .asString()
        .contains("open", "hosts of proxy, mailbox", "10.0.0.3");
    assertThat(ran.lines("22/tcp ")).singleElement().asString().contains("10.0.0.1, 10.0.0.2");
    assertThat(ran.words())
        .contains("zimbraReverseProxyMailImapEnabled FALSE; moved by zimbraImapProxyBindPort");
  }

  @Test
  void oneHostIsShownAlone() {
    Ran ran = ports("--host", "10.0.0.2");
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines("143/tcp ")).singleElement().asString().contains("closed", "10.0.0.2");
    assertThat(ran.lines("7072/tcp")).isEmpty();
  }

  @Test
  void oneRoleIsShownAlone() {
    Ran ran = ports("--role", "memcached");
    assertThat(ran.out().lines().filter(line -> !line.startsWith(" ")))
        .hasSize(5)
        .allMatch(line -> line.contains("memcached") || line.startsWith("PORT"));
    assertThat(ran.lines("11211/udp ")).singleElement().asString().contains("closed", "nobody");
  }

  @Test
  void doorsOfThisHostAreThoseOfItsFile() throws IOException {
    file =
        withLines(
            """
            doors:
              - {protocol: imap, port: 1143, address: 10.0.0.1}
              - {protocol: imap, port: 993, tls: implicit, address: 127.0.0.1}
              - {protocol: pop3, port: 110, proxyProtocol: true}
              - {protocol: pop3, port: 995, tls: implicit, proxyProtocol: true, \
            attributes: {gatepostTrustedPeers: 10.9.0.0/24}}
            """);
    Ran ran = ports("--host", "10.0.0.1");
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines("1143/tcp (for 143) "))
        .singleElement()
        .asString()
        .contains("open", "anyone");
    assertThat(ran.lines("993/tcp ")).singleElement().asString().contains("closed");
    assertThat(ran.lines("110/tcp ")).singleElement().asString().contains("closed");
    assertThat(ran.lines("995/tcp ")).singleElement().asString().contains("open", "10.9.0.0/24");
    assertThat(ran.lines("443/tcp ")).singleElement().asString().contains("closed");
    assertThat(ran.words())
        .contains(
            "gatepost.yaml: imap at 10.0.0.1:1143",
            "no such door in gatepost.yaml",
            "gatepostTrustedPeers names nobody");
    // Another proxy's doors are as the directory describes them.
    assertThat(ports("--host", "10.0.0.2").lines("443/tcp "))
        .singleElement()
        .asString()
        .contains("open");
  }

  @Test
  void handlerAndConsoleOfThisHostAreAmongItsPorts() throws IOException {
    file =
        withLines(
            """
            attributes: {gatepostConsoleAddress: 10.0.0.1, gatepostHandlerPeers: 10.8.0.0/24}
            """);
    Files.writeString(
        file, Files.readString(file).replace("roles: [proxy]", "roles: [handler, console]"));
    Ran ran = ports("--host", "10.0.0.1");
    assertThat(ran.lines("7072/tcp "))
        .hasSize(2)
        .anyMatch(line -> line.contains("hosts of proxy"))
        .anyMatch(line -> line.contains("10.8.0.0/24"));
    assertThat(ran.lines("9072/tcp "))
        .singleElement()
        .asString()
        .contains("open", "administrators");
  }

  @Test
  void withoutADirectoryThisHostAndThoseGivenByHandAreTheSystem() throws IOException {
    Files.writeString(
        file,
        """
        server: 10.0.0.1
        roles: [proxy]
        routes: {lookup: auth_http, authHttp: {url: "http://127.0.0.1:9000/"}}
        """);
    Ran ran = ports("--node", "mbx1=10.0.0.3:mailbox");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("names no directory");
    assertThat(ran.lines("22/tcp ")).singleElement().asString().contains("10.0.0.1, mbx1");
    assertThat(ran.lines("8443/tcp ")).singleElement().asString().contains("open", "mbx1");
  }

  @Test
  void serverThatNoHostCanBeCalledIsASentence() throws IOException {
    Files.writeString(file, "server: \"a; b\"\ndirectory: {file: directory.ldif}\n");
    Ran ran = ports();
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("has the value \"a; b\", which no host can have");
  }

  @Test
  void hostGivenByHandIsOneOfTheSystem() {
    Ran ran = ports("--node", "ldap1=10.0.0.4,2001:db8::4:ldap", "--host", "ldap1");
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines("389/tcp ")).singleElement().asString().contains("open", "every host");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--host nowhere | 1 | nowhere is not a host of the system; it has 10.0.0.1, 10.0.0.2, 10.0.0.3.",
        "--role mail | 64 | --role has the role \"mail\"; allowed: proxy, mailbox, mta,",
        "--node mbx | 64 | --node has the value \"mbx\"; allowed: NAME=ADDRESS",
        "--node m=10.0.0:mta | 64 | addresses, which \"10.0.0\" is none of",
        "--node m=10.0.0.5:mail | 64 | --node has the role \"mail\"",
        "--node m;x=10.0.0.5:mta | 64 | --node has the value \"m;x=10.0.0.5:mta\"",
        "--node m=10.0.0.5:mta --node M=10.0.0.6:ldap | 64 | allowed: each host once",
        "--catalogue --host x | 64 | --catalogue knows no hosts",
        "--json --markdown | 64 | do not go together",
      })
  void whatCannotBeMeantIsASentence(String options, int exit, String sentence) {
    Ran ran = ports(options.split(" "));
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(sentence);
  }

  @Test
  void valuesOfTheDirectoryReachNoTerminalAsTheyAre() {
    Ran ran = ports();
    assertThat(ran.err()).contains("10.0.0.3 has zimbraImapBindPort \\x1B[200, which is no port");
    assertThat(ran.out() + ran.err()).doesNotContain("\u001b");
  }

  @Test
  void directoryThatCannotBeAskedHasAnExitCodeOfItsOwn() throws IOException {
    Files.writeString(file, "server: x\ndirectory: {url: \"ldap://127.0.0.1:1\"}\n");
    assertThat(ports().exit()).isEqualTo(2);
    Files.writeString(file, "server: x\ndirectory: {url: \"http://127.0.0.1:1\"}\n");
    assertThat(ports().exit()).isEqualTo(1);
  }

  @Test
  void jsonHasEveryPortForScripts() {
    List<?> ports = (List<?>) Json.read(ports("--json", "--host", "10.0.0.2").out());
    assertThat(ports)
        .filteredOn(port -> String.valueOf(port).contains("usually=11211"))
        .anySatisfy(port ->
            assertThat(String.valueOf(port))
                .contains(
                    "port=11212",
                    "transport=tcp",
                    "state=open",
                    "because=zimbraMemcachedBindPort 11212",
                    "reachableBy=nodes",
                    "neededBy=[proxy, mailbox]",
                    "hosts=[10.0.0.2]",
                    "movedBy=zimbraMemcachedBindPort",
                    "articles=[I]"));
  }

  @Test
  void catalogueNeedsNeitherFileNorDirectory() {
    file = folder.resolve("nowhere.yaml");
    Ran ran = ports("--catalogue");
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines("7072/tcp "))
        .singleElement()
        .asString()
        .contains("route lookup", "mailbox", "itself", "hosts of proxy");
    assertThat(ports("--catalogue", "--markdown").out())
        .startsWith("| port | service | served by | on one host |")
        .contains("| 11211/udp | memcached over UDP | memcached | nobody | nobody |");
    assertThat(ports().exit()).isEqualTo(1);
  }
}
