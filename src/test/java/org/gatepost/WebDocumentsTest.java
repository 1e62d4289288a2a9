package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gatepost.directory.Directory;
import org.gatepost.settings.DirectorySource;
import org.gatepost.web.request.DocumentServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which document services there are: spec http 1.10, on the embedded directory. */
final class WebDocumentsTest {
  private static final String TREE =
      """
      version: 1

      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=a,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: a
      zimbraDocumentServerHost: docs.example.com

      dn: cn=b,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: b
      zimbraDocumentServerHost: nobody.example.com

      dn: cn=c,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: c
      zimbraDocumentServerHost: docs.example.com

      dn: cn=docs,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: docs
      zimbraId: 4f1e
      zimbraServiceHostname: docs.example.com
      zimbraServiceEnabled: docs
      """;

  @TempDir private Path folder;

  @Test
  void servicesAreNamedByTheIdOfTheirServer() throws Exception {
    Path ldif = Files.writeString(folder.resolve("directory.ldif"), TREE);
    try (Directory directory = Directory.openToRead(new DirectorySource.EmbeddedFile(ldif))) {
      assertThat(WebDocuments.of(directory))
          .containsExactlyInAnyOrder(
              DocumentServer.Editor.at("4f1e", "docs.example.com"),
              DocumentServer.Office.at("4f1e", "docs.example.com"));
    }
  }
}
