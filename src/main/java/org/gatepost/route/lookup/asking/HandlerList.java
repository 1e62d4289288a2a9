package org.gatepost.route.lookup.asking;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/** The lookup handlers that are to be asked, and what is odd about them (spec mail 1.1). */
public final class HandlerList {
  private static final String PATH = "/service/extension/nginx-lookup";
  private static final String FILE = "nginx.conf.zmlookup";
  private static final String MAILBOX = "mailbox";

  private final List<URI> handlers;
  private final List<String> warnings;

  private HandlerList(List<URI> handlers, List<String> warnings) {
    this.handlers = List.copyOf(handlers);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * The handlers of the host's file; if it names none, those of the directory.
   *
   * @throws ConfigurationException if there is no handler, or one that cannot be one
   */
  public static HandlerList of(List<URI> fromFile, Directory directory, EffectiveSettings settings)
      throws DirectoryException, ConfigurationException {
    if (!fromFile.isEmpty()) {
      var handlers = new ArrayList<URI>();
      for (var url : fromFile) {
        handlers.add(withPath(url));
      }
      return new HandlerList(handlers, List.of());
    }
    return ofDirectory(directory, settings.value(RouteAttributes.LOOKUP_TARGETS));
  }

  private static URI withPath(URI url) throws ConfigurationException {
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw new ConfigurationException(
          "A URL of routes.handlers has a user name or a fragment; allowed: a URL such as"
              + " https://mail.example.com:7072.");
    }
    var path = url.getRawPath();
    return path.isEmpty() || path.equals("/")
        ? URI.create(url.getScheme() + "://" + url.getRawAuthority() + PATH)
        : url;
  }

  private static HandlerList ofDirectory(Directory directory, List<String> chosen)
      throws DirectoryException, ConfigurationException {
    var global = directory.globalConfig();
    var handlers = new ArrayList<URI>();
    var warnings = new ArrayList<String>();
    var servers = new ArrayList<>(directory.servers());
    // Directories have no order; the list must not differ from one start to the next.
    servers.sort(Comparator.comparing(HandlerList::name));
    for (var server : servers) {
      if (isChosen(server, chosen) && server.inherited(RouteAttributes.LOOKUP_TARGET, global)) {
        handlers.add(url(server, global));
        warnIfIdle(server, warnings);
      }
    }
    for (var name : chosen) {
      if (servers.stream().noneMatch(server -> name(server).equalsIgnoreCase(name))) {
        warnings.add(
            "%s names %s, and there is no such server."
                .formatted(RouteAttributes.LOOKUP_TARGETS, name));
      }
    }
    if (handlers.isEmpty()) {
      throw new ConfigurationException(
          ("There is no lookup handler: set %s of the servers that answer lookups to TRUE, or name"
                  + " handlers in routes.handlers of the host's file.")
              .formatted(RouteAttributes.LOOKUP_TARGET));
    }
    return new HandlerList(handlers, warnings);
  }

  private static boolean isChosen(Entry server, List<String> chosen) {
    return chosen.isEmpty() || chosen.stream().anyMatch(name(server)::equalsIgnoreCase);
  }

  private static void warnIfIdle(Entry server, List<String> warnings) {
    var services = server.all(EntryAttributes.SERVICE_ENABLED.name());
    if (!services.contains(MAILBOX)) {
      var name = name(server);
      warnings.add(
          ("%s is listed as a lookup handler but runs no mailbox service; if no lookup handler"
                  + " answers there: zmprov ms %s %s FALSE")
              .formatted(name, name, RouteAttributes.LOOKUP_TARGET));
    }
  }

  private static URI url(Entry server, Optional<Entry> global) throws ConfigurationException {
    var host = server.value(EntryAttributes.SERVICE_HOSTNAME).orElseGet(() -> name(server));
    var scheme = answersWithTls(server) ? "https" : "http";
    int port = server.inherited(RouteAttributes.LOOKUP_PORT, global);
    var bracketed = host.contains(":") ? "[" + host + "]" : host;
    try {
      var url = new URI(scheme + "://" + bracketed + ":" + port + PATH);
      if (url.getHost() != null && port > 0) {
        return url;
      }
    } catch (URISyntaxException _) {
      // The sentence below says it.
    }
    throw new ConfigurationException(
        "The server %s cannot be a lookup handler: its host name or its %s leads nowhere."
            .formatted(name(server), RouteAttributes.LOOKUP_PORT));
  }

  /** Handlers answer with TLS since 8.7. */
  private static boolean answersWithTls(Entry server) throws ConfigurationException {
    int major = server.value(EntryAttributes.VERSION_MAJOR).orElse(0);
    int minor = server.value(EntryAttributes.VERSION_MINOR).orElse(0);
    return major > 8 || (major == 8 && minor >= 7);
  }

  private static String name(Entry server) {
    return server.first("cn").orElse(server.dn());
  }

  /** Where each handler is, with host names as they are configured. */
  public List<URI> handlers() {
    return handlers;
  }

  /** What somebody should look after, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** The list as the original writes it down. */
  public String zmlookup() {
    return handlers.stream()
        .map(URI::toString)
        .collect(Collectors.joining(" ", "zm_lookup_handlers ", ";\n"));
  }

  /** Writes the list to where people look for it; nothing reads it. */
  public void write(Path folder) throws IOException {
    var file = folder.resolve(FILE);
    var text = zmlookup();
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    var written = Files.writeString(folder.resolve(FILE + ".new"), text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
