package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost init}: a configuration to start from. */
@Command(
    name = "init",
    description = "Write a configuration to start from: file, directory, certificate.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Nothing that exists is overwritten: a folder that holds one of the files is refused.",
      "",
      "Examples:",
      "  gatepost init /etc/gatepost",
      "  gatepost init --host proxy.example.com conf"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class InitCommand implements Callable<Integer> {
  private static final List<String> FILES =
      List.of("gatepost.yaml", "directory.ldif", "proxy.crt", "proxy.key");

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "The name of this host (default: what the system says).")
  private @Nullable String host;

  @Parameters(paramLabel = "DIR", description = "The folder; it is made if need be.")
  private Path folder = Path.of(".");

  @Override
  public Integer call() throws CommandException {
    for (String name : FILES) {
      if (Files.exists(folder.resolve(name))) {
        throw new CommandException(
            1, "%s exists already; nothing was written.".formatted(folder.resolve(name)));
      }
    }
    String name = host == null ? hostName() : host;
    try {
      StarterFiles.write(folder, "starter.yaml", "starter.ldif", name, Map.of("HOST", name));
    } catch (IOException e) {
      throw new CommandException(2, "cannot write into " + folder + ": " + e.getMessage());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Wrote " + String.join(", ", FILES) + " into " + folder + " for host " + name + ".");
    out.println("Next:");
    out.println("  1. put your mailbox servers, domains and accounts into directory.ldif,");
    out.println("     or name your LDAP servers in gatepost.yaml");
    out.println("  2. gatepost config check -c " + folder.resolve("gatepost.yaml"));
    out.println("  3. gatepost run -c " + folder.resolve("gatepost.yaml"));
    return 0;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getCanonicalHostName();
    } catch (UnknownHostException namelessHost) {
      return "localhost";
    }
  }
}
