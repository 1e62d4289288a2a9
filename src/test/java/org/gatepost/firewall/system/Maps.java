package org.gatepost.firewall.system;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatepost.directory.Directory;
import org.gatepost.settings.DirectorySource;

/** Maps of small systems, out of an embedded directory and a DNS of the test's own. */
final class Maps {
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
      """;

  private final Path folder;
  private final Map<String, List<String>> dns;

  Maps(Path folder, Map<String, List<String>> dns) {
    this.folder = folder;
    this.dns = dns;
  }

  /** An entry of a server; each line is {@code attribute: value}. */
  static String server(String name, String... lines) {
    return "\ndn: cn=%1$s,cn=servers,cn=zimbra\nobjectClass: zimbraServer\ncn: %1$s\n"
            .formatted(name)
        + String.join("\n", lines)
        + "\n";
  }

  Directory directory(String global, String... entries) throws Exception {
    Path ldif =
        Files.writeString(
            folder.resolve("directory.ldif"),
            TREE.replace("GLOBAL\n", global.isEmpty() ? "" : global + "\n")
                + String.join("", entries));
    return Directory.openToRead(new DirectorySource.EmbeddedFile(ldif));
  }

  MailSystem read(String global, String... entries) throws Exception {
    try (Directory directory = directory(global, entries)) {
      return SystemMap.read(directory, directory.settings("", Map.of()), this::resolve);
    }
  }

  InetAddress[] resolve(String host) throws UnknownHostException {
    List<String> texts = dns.get(host);
    if (texts == null) {
      throw new UnknownHostException(host);
    }
    return texts.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }
}
