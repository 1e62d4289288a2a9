package org.gatepost.prov;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.settings.Attributes;

/**
 * Two doors of one machine cannot have the same port (spec http 5.4). Ports of the proxy and of the
 * mailbox server may be the same where one machine does not run both.
 */
final class PortConflicts {
  private static final List<String> OF_THE_PROXY =
      List.of(
          "zimbraAdminProxyPort",
          "zimbraImapProxyBindPort",
          "zimbraImapSSLProxyBindPort",
          "zimbraMailProxyPort",
          "zimbraMailSSLProxyClientCertPort",
          "zimbraMailSSLProxyPort",
          "zimbraPop3ProxyBindPort",
          "zimbraPop3SSLProxyBindPort");
  private static final List<String> OF_THE_MAILBOX_SERVER =
      List.of(
          "zimbraAdminPort",
          "zimbraImapBindPort",
          "zimbraImapSSLBindPort",
          "zimbraLmtpBindPort",
          "zimbraMailPort",
          "zimbraMailSSLClientCertPort",
          "zimbraMailSSLPort",
          "zimbraPop3BindPort",
          "zimbraPop3SSLBindPort");
  private static final String NONE = "0";

  private final Directory directory;

  PortConflicts(Directory directory) {
    this.directory = directory;
  }

  void checkServer(Entry server, Edits edits) throws ServiceError, DirectoryException {
    if (touchesPorts(edits)) {
      var global = directory.globalConfig();
      check(
          edits,
          name -> effective(edits.after(server, name), global, name),
          runsBoth(edits.after(server, "zimbraServiceEnabled")),
          " on server " + Servers.name(server));
    }
  }

  void checkConfig(Entry config, Edits edits) throws ServiceError, DirectoryException {
    if (!touchesPorts(edits)) {
      return;
    }
    Function<String, String> everywhere =
        name -> first(edits.after(config, name)).or(() -> byDefault(name)).orElse(NONE);
    check(edits, everywhere, false, " on global config");
    for (var server : new Servers(directory).all()) {
      check(
          edits,
          name -> first(server.all(name)).orElseGet(() -> everywhere.apply(name)),
          runsBoth(server.all("zimbraServiceEnabled")),
          " on server " + Servers.name(server));
    }
  }

  private static boolean touchesPorts(Edits edits) {
    return OF_THE_PROXY.stream().anyMatch(edits::changes)
        || OF_THE_MAILBOX_SERVER.stream().anyMatch(edits::changes);
  }

  private static boolean runsBoth(List<String> services) {
    return Values.contains(services, Servers.PROXY) && Values.contains(services, Servers.MAILBOX);
  }

  /** Only what this change brings about counts; what was there before can be mended in peace. */
  private static void check(
      Edits edits, Function<String, String> ports, boolean bothRun, String where)
      throws ServiceError {
    checkAmong(OF_THE_PROXY, OF_THE_PROXY, edits, ports, where);
    checkAmong(OF_THE_MAILBOX_SERVER, OF_THE_MAILBOX_SERVER, edits, ports, where);
    if (bothRun) {
      checkAmong(OF_THE_PROXY, OF_THE_MAILBOX_SERVER, edits, ports, where);
      checkAmong(OF_THE_MAILBOX_SERVER, OF_THE_PROXY, edits, ports, where);
    }
  }

  private static void checkAmong(
      List<String> changed,
      List<String> others,
      Edits edits,
      Function<String, String> ports,
      String where)
      throws ServiceError {
    for (var name : changed) {
      var port = edits.changes(name) ? ports.apply(name) : NONE;
      for (var other : others) {
        if (!port.equals(NONE) && !name.equals(other) && port.equals(ports.apply(other))) {
          throw ServiceError.invalidRequest(
              "port %s conflict between %s and %s%s".formatted(port, name, other, where));
        }
      }
    }
  }

  private static String effective(List<String> own, Optional<Entry> global, String name) {
    return first(own)
        .or(() -> global.flatMap(entry -> first(entry.all(name))))
        .or(() -> byDefault(name))
        .orElse(NONE);
  }

  private static Optional<String> byDefault(String name) {
    return Attributes.named(name).flatMap(attribute -> first(attribute.defaults()));
  }

  private static Optional<String> first(List<String> values) {
    return values.stream().findFirst();
  }
}
