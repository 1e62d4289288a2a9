package org.gatepost.prov;

import java.util.List;
import java.util.Optional;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;

/** The lists that scripts around the proxy read: one line each, blanks behind every word. */
final class ProxyCommands {
  private ProxyCommands() {}

  static void memcachedServers(Call call) throws DirectoryException {
    var global = call.directory().globalConfig();
    var line = new StringBuilder();
    for (var server : call.servers().running(Servers.MEMCACHED)) {
      line.append(Servers.host(server))
          .append(':')
          .append(Values.first(server, "zimbraMemcachedBindPort", global))
          .append(' ');
    }
    call.say(line.toString());
  }

  static void mtaAuthUrls(Call call) throws DirectoryException {
    var global = call.directory().globalConfig();
    var line = new StringBuilder();
    for (var server : call.servers().all()) {
      if (Values.isTrue(server, "zimbraMtaAuthTarget", global)) {
        line.append("https://")
            .append(Servers.host(server))
            .append(':')
            .append(Values.first(server, "zimbraMtaAuthPort", global))
            .append("/service/admin/soap/ ");
      }
    }
    call.say(line.toString());
  }

  static void lookupHandlers(Call call) throws DirectoryException {
    var global = call.directory().globalConfig();
    var line = new StringBuilder();
    for (var server : lookupTargets(call, global)) {
      line.append(Servers.host(server))
          .append(':')
          .append(Values.first(server, "zimbraExtensionBindPort", global))
          .append("/service/extension/nginx-lookup ");
    }
    call.say(line.toString());
  }

  private static List<Entry> lookupTargets(Call call, Optional<Entry> global)
      throws DirectoryException {
    return call.servers().all().stream()
        .filter(server -> Values.isTrue(server, "zimbraReverseProxyLookupTarget", global))
        .toList();
  }

  static void backends(Call call) throws DirectoryException {
    var global = call.directory().globalConfig();
    boolean any = false;
    for (var server : lookupTargets(call, global)) {
      var mode = Values.first(server, "zimbraMailMode", global);
      if (!mode.isEmpty()) {
        // Where both are spoken the original takes TLS, unless zimbra_require_interprocess_security
        // is 0.
        var plain = mode.equals("http");
        var port = Values.first(server, plain ? "zimbraMailPort" : "zimbraMailSSLPort", global);
        call.say("    server %s:%s;".formatted(Servers.host(server), port));
        any = true;
      }
    }
    if (!any) {
      call.say("    server localhost:8080;");
    }
  }

  static void domains(Call call) throws DirectoryException {
    for (var domain : call.domains().all()) {
      var hosts = domain.all("zimbraVirtualHostname");
      if (!hosts.isEmpty()
          && domain.first("zimbraSSLCertificate").isPresent()
          && domain.first("zimbraSSLPrivateKey").isPresent()) {
        call.say(Domains.name(domain) + " " + String.join(" ", hosts) + " ");
      }
    }
  }
}
