package org.gatepost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.telemetry.LogText;
import org.gatepost.web.request.DocumentServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the document services in the directory: spec http 1.10. Paths name them by the {@code
 * zimbraId} of their server entries; what has none is warned of.
 */
final class WebDocuments {
  private static final Logger LOG = LoggerFactory.getLogger(WebDocuments.class);
  private static final String OFFICE = "docs";

  private WebDocuments() {}

  /** All of them; none if there are none. */
  static List<DocumentServer> of(Directory directory) throws DirectoryException {
    Optional<Entry> global = directory.globalConfig();
    List<Entry> servers = directory.servers();
    Map<String, DocumentServer> found = new LinkedHashMap<>();
    for (Entry server : servers) {
      for (String host : server.inherited(UpstreamAttributes.DOCUMENT_SERVER_HOST.name(), global)) {
        Optional<String> id = idOf(servers, host);
        if (id.isPresent()) {
          found.put("editor " + id.get(), DocumentServer.Editor.at(id.get(), host));
        } else {
          LOG.warn(
              "zimbraDocumentServerHost {} gets no web requests: no server entry of that name has a"
                  + " zimbraId",
              LogText.of(host));
        }
      }
      Optional<String> id = server.first(EntryAttributes.ID.name());
      if (server.all(EntryAttributes.SERVICE_ENABLED.name()).contains(OFFICE) && id.isPresent()) {
        found.put("office " + id.get(), DocumentServer.Office.at(id.get(), hostOf(server)));
      }
    }
    return new ArrayList<>(found.values());
  }

  private static Optional<String> idOf(List<Entry> servers, String host) {
    return servers.stream()
        .filter(server ->
            host.equalsIgnoreCase(hostOf(server))
                || host.equalsIgnoreCase(server.first("cn").orElse("")))
        .flatMap(server -> server.first(EntryAttributes.ID.name()).stream())
        .findFirst();
  }

  private static String hostOf(Entry server) {
    return server
        .first(EntryAttributes.SERVICE_HOSTNAME.name())
        .or(() -> server.first("cn"))
        .orElse(server.dn());
  }
}
