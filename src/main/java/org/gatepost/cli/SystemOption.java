package org.gatepost.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.plan.apply.Shell;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.SystemMap;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFileReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code -c}, {@code --host} and {@code --node}: which mail system and which host of it a firewall
 * command is about.
 */
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class SystemOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private FileOption file;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "The host it is about, as the directory or --node has it.")
  private @Nullable String host;

  @Option(
      names = "--node",
      paramLabel = "NAME=ADDRESS[,ADDRESS]:ROLE[,ROLE]",
      description =
          "A host that the directory does not know, or knows wrongly; may be repeated. Without a"
              + " host's file, these are all hosts.")
  private List<String> nodes = new ArrayList<>();

  private @Nullable String ownName;

  /** The name that {@code --host} gives. */
  Optional<String> named() {
    return Optional.ofNullable(host);
  }

  /** What says which system it is, for another command about the same one. */
  List<String> options() throws CommandException {
    List<String> words = new ArrayList<>();
    if (file.isGiven()) {
      words.add("-c " + Shell.quoted(file.find()));
    }
    nodes.forEach(node -> words.add("--node " + Shell.quoted(node)));
    return words;
  }

  /** The host that {@code --host} names, else this one. */
  Host host(MailSystem system) throws FirewallException {
    if (host != null) {
      return system.host(host);
    }
    if (ownName == null) {
      throw new FirewallException("Name the host it is about by --host.");
    }
    return system.host(ownName);
  }

  /** Whether it is the host of the file that is read. */
  boolean isOwn(Host other) {
    return other.name().equalsIgnoreCase(ownName);
  }

  /** The directory of the host's file, to be closed; an empty one where there is no file. */
  Directory openDirectory() throws CommandException {
    try {
      Optional<HostFile> own = own();
      return own.isPresent() ? Configuration.openDirectoryToRead(own.get()) : Directory.empty();
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  /** The system, after warnings of what is wrong with it on standard error. */
  MailSystem read() throws CommandException {
    List<GivenNode> given = GivenNode.parse(nodes);
    try {
      Optional<HostFile> own = own();
      MailSystem system = own.isPresent() ? read(own.get(), given) : ofNodes(given);
      system.warnings().forEach(this::tell);
      return system;
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  /**
   * Hosts that run something else than Gatepost need no file of it, if others are named by hand.
   */
  private Optional<HostFile> own() throws CommandException {
    return nodes.isEmpty() || file.isGiven() || HostFileReader.isThere()
        ? Optional.of(file.read())
        : Optional.empty();
  }

  private MailSystem read(HostFile own, List<GivenNode> given)
      throws ConfigurationException, DirectoryException {
    ownName = own.server();
    if (own.directory().isEmpty()) {
      tell(
          "%s names no directory: of other hosts only those of --node are known."
              .formatted(own.path()));
    }
    try (Directory directory = Configuration.openDirectoryToRead(own)) {
      EffectiveSettings settings = directory.settings(own.server(), own.attributes());
      MailSystem system =
          with(
              SystemMap.read(directory, settings, InetAddress::getAllByName),
              given,
              directory,
              settings);
      boolean byHand = given.stream().anyMatch(node -> node.name().equalsIgnoreCase(own.server()));
      return byHand ? system : OwnHost.in(system, own, directory, settings);
    }
  }

  private static MailSystem ofNodes(List<GivenNode> given)
      throws ConfigurationException, DirectoryException {
    try (Directory directory = Directory.empty()) {
      return with(
          new MailSystem(List.of(), List.of()), given, directory, directory.settings("", Map.of()));
    }
  }

  private static MailSystem with(
      MailSystem system, List<GivenNode> given, Directory directory, EffectiveSettings settings)
      throws DirectoryException {
    MailSystem all = system;
    for (GivenNode node : given) {
      all =
          all.with(
              SystemMap.byHand(directory, settings, node.name(), node.addresses(), node.roles()));
    }
    return all;
  }

  private void tell(String sentence) {
    spec.commandLine().getErr().println("gatepost: " + TerminalText.of(sentence));
  }
}
