package org.gatepost;

import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
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
   * @return the settings in effect
   */
  public static EffectiveSettings check(HostFile file)
      throws ConfigurationException, DirectoryException {
    try (Directory directory = Directory.open(directoryOf(file))) {
      EffectiveSettings settings = directory.settings(file.server(), file.attributes());
      Certificates certificates = Certificates.load(file, directory, Gatepost.tlsPolicy(settings));
      for (DoorPlan plan : DoorPlan.of(file, settings)) {
        MailDoors.door(plan, certificates);
      }
      return settings;
    }
  }

  /** Where the directory is; this version finds routes nowhere else. */
  public static DirectorySource directoryOf(HostFile file) throws ConfigurationException {
    if (file.routes().lookup() != RouteSource.Lookup.DIRECTORY) {
      throw new ConfigurationException(
          "routes.lookup in %s asks for a lookup that this version does not have; allowed: directory."
              .formatted(file.path()));
    }
    return file.directory()
        .orElseThrow(() ->
            new ConfigurationException(
                "%s names no directory: set directory.file, or directory.url."
                    .formatted(file.path())));
  }
}
