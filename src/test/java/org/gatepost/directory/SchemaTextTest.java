package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashSet;
import org.gatepost.settings.Attribute;
import org.junit.jupiter.api.Test;

final class SchemaTextTest {
  @Test
  void shippedFileIsUpToDate() throws Exception {
    assertThat(Files.readString(OpenLdapSchema.FILE))
        .as("run OpenLdapSchema to write %s anew", OpenLdapSchema.FILE)
        .isEqualTo(OpenLdapSchema.text());
  }

  @Test
  void noObjectIdentifierStandsForTwoNames() {
    var seen = new HashSet<String>();
    for (var attribute : SchemaText.attributes()) {
      assertThat(seen.add(SchemaText.oid(1, attribute.name()))).as(attribute.name()).isTrue();
    }
  }

  @Test
  void whatBelongsToTheHostsFileIsLeftOut() {
    assertThat(SchemaText.attributes())
        .extracting(Attribute::name)
        .contains("zimbraMailHost", "gatepostLoginTimeout")
        .doesNotContain("imap_max_idle_time", "gatepostRouteSigningKeyFile");
  }
}
