package org.gatepost;

import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.net.tls.TicketKeys;
import org.gatepost.route.lookup.asking.HandlerList;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.RouteSource;

/** A host's whole configuration, looked at without starting anything. */
public final class Configuration {
  private Configuration() {}

  /**
   * Checks all that a start would check but the ports.
   *
   * @return what somebody should look after though a start would go well, a sentence each
   */
  public static List<String> check(HostFile file)
      throws ConfigurationException, DirectoryException {
    try (Directory directory = openDirectoryToRead(file)) {
      EffectiveSettings settings = directory.settings(file.server(), file.attributes());
      Certificates certificates =
          Certificates.load(
              file, directory, Generation.tlsPolicy(settings), new TicketKeys(), Optional.empty());
      SharedCache.of(file, directory, settings);
      if (file.roles().contains(HostFile.Role.PROXY)) {
        checkDoors(file, directory, settings, certificates);
        if (file.routes().lookup() == RouteSource.Lookup.HANDLERS) {
          return HandlerList.of(file.routes().handlers(), directory, settings).warnings();
        }
      }
      return List.of();
    }
  }

  private static void checkDoors(
      HostFile file, Directory directory, EffectiveSettings settings, Certificates certificates)
      throws ConfigurationException, DirectoryException {
    WebFacts facts = WebFacts.of(directory, settings, file.server());
    List<DoorPlan> plans = DoorPlan.of(file, settings, facts.clients().any());
    Limits limits = new Limits();
    WebDoors web =
        new WebDoors(
            file, facts, settings, certificates, limits, plans, WebPools.of(directory, settings));
    for (DoorPlan plan : plans) {
      if (plan.isWeb()) {
        web.door(plan);
      } else {
        MailDoors.door(plan, certificates, limits);
      }
    }
  }

  /**
   * Opens the directory that a host's file names; an empty one if it names none and routes come
   * from elsewhere. An embedded one is locked: this is for servers.
   */
  public static Directory openDirectory(HostFile file)
      throws ConfigurationException, DirectoryException {
    Optional<DirectorySource> source = source(file);
    return source.isPresent() ? Directory.open(source.get()) : Directory.empty();
  }

  /** The same to read only, whoever has the directory. */
  public static Directory openDirectoryToRead(HostFile file)
      throws ConfigurationException, DirectoryException {
    Optional<DirectorySource> source = source(file);
    return source.isPresent() ? Directory.openToRead(source.get()) : Directory.empty();
  }

  private static Optional<DirectorySource> source(HostFile file) throws ConfigurationException {
    boolean needed =
        file.routes().lookup() == RouteSource.Lookup.DIRECTORY
            || file.roles().contains(HostFile.Role.HANDLER);
    if (needed && file.directory().isEmpty()) {
      throw new ConfigurationException(
          "%s names no directory: set directory.file, or directory.url.".formatted(file.path()));
    }
    return file.directory();
  }
}
