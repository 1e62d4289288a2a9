package org.gatepost;

import java.util.List;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.web.request.DocumentServer;

/**
 * What the directory says of the web besides the settings of this host, read once for all doors.
 *
 * @param clients who must show a certificate, and whose word counts for it
 */
record WebFacts(WebHosts hosts, ClientCertificates clients, List<DocumentServer> documents) {

  /**
   * Reads them.
   *
   * @param server the name of this host's server entry; it need not exist
   */
  static WebFacts of(Directory directory, EffectiveSettings settings, String server)
      throws ConfigurationException, DirectoryException {
    WebHosts hosts = WebHosts.of(directory, settings, server);
    return new WebFacts(hosts, new ClientCertificates(settings, hosts), WebDocuments.of(directory));
  }
}
