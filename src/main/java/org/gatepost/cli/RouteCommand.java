package org.gatepost.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.Explanation;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.MailAttributes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost route}: where logins go. */
@Command(
    name = "route",
    description = "Where logins go: what memcached says, and why a lookup would say so.",
    mixinStandardHelpOptions = true,
    subcommands = {RouteGetCommand.class, RoutePurgeCommand.class, RouteWhyCommand.class})
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class RouteCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
