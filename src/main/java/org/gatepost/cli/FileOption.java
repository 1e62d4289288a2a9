package org.gatepost.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFileReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code -c FILE}, the same for all commands. */
final class FileOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "The host's file; else $GATEPOST_CONFIG, ./gatepost.yaml, /etc/gatepost/gatepost.yaml.")
  private @Nullable Path file;

  /** Whether the command line names one. */
  boolean isGiven() {
    return file != null;
  }

  /** Where the file is; whether it can be read is not asked. */
  Path find() throws CommandException {
    try {
      return HostFileReader.find(Optional.ofNullable(file)).toAbsolutePath();
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    }
  }

  HostFile read() throws CommandException {
    return read(file);
  }

  /** The same for commands whose {@code -c} is something else. */
  static HostFile read(@Nullable Path file) throws CommandException {
    try {
      return HostFileReader.read(HostFileReader.find(Optional.ofNullable(file)));
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    }
  }
}
