package org.gatepost;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.web.request.DocumentServer;

record WebHosts(
    List<Domain> domains,
    Set<String> ownNames,
    String ownName,
    List<DocumentServer> documentServers) {
  record Domain(
      String domainName,
      List<String> names,
      List<String> responseHeaders,
      Optional<String> errorPage) {}

  static WebHosts of(Directory directory, EffectiveSettings settings) {
    return new WebHosts(List.of(), Set.of("localhost"), "localhost", List.of());
  }
}
