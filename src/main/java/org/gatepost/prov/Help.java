package org.gatepost.prov;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;

/** What {@code zmprov} says of itself: the original's texts, with examples beside them. */
public final class Help {
  private static final String OPTIONS =
      """

      zmprov [args] [cmd] [cmd-args ...]

        -h/--help                             display usage
        -f/--file     {file}                  use file as input stream
        -v/--verbose                          verbose mode (echoes the lines of a batch)
        -r/--replace                          allow replacement of safe-guarded multi-valued attributes: zimbraServiceEnabled, zimbraServiceInstalled
        -t/--temp                             write binary values to files in a temporary directory
        -fd/--forcedisplay                    show attributes that are asked for and not set
        -c/--config   {file}                  this host's gatepost.yaml
        --compat                              exit 0 after a batch even if commands of it have failed

        -l/--ldap -m/--master -s/--server {host}[:{port}] -a/--account {name} -p/--password {pass}
        -P/--passfile {file} -z/--zadmin -y/--authtoken {token} -Y/--authtokenfile {file}
        -L/--logpropertyfile {file} -d/--debug -D/--debughigh
                                              taken for old scripts' sake; the directory is always
                                              the one of gatepost.yaml

      """;

  private static final String EXAMPLES =
      """
      Examples:
        zmprov gs proxy.example.com                     everything about a server
        zmprov gs -e proxy.example.com                  only what is set on it itself
        zmprov ms proxy.example.com zimbraReverseProxyMailMode both
        zmprov ms proxy.example.com +zimbraServiceEnabled memcached
        zmprov ms proxy.example.com zimbraReverseProxyMailMode ''       unset: global value again
        zmprov mcf zimbraMailProxyReconnectTimeout 125
        zmprov desc -a zimbraMailProxyReconnectTimeout  what it is, its unit, its default
        zmprov -f commands.txt                          a file of commands, one on each line
        zmprov                                          a prompt; the tab key completes words

      """;

  private Help() {}

  /** The answer to {@code -h}, and to what cannot be understood. */
  public static void general(PrintWriter out) {
    out.print(OPTIONS);
    out.print(EXAMPLES);
    about(Optional.empty(), out);
  }

  /** The answer to {@code help}, or to {@code help chapter}. */
  static void about(Optional<String> chapter, PrintWriter out) {
    var category = chapter.flatMap(Category::meantBy);
    if (category.isEmpty()) {
      out.print(" zmprov is used for provisioning. Try:\n\n");
      for (var each : Category.values()) {
        out.print("     zmprov help %-15s %s\n".formatted(each.word(), each.description()));
      }
    } else {
      out.print("\n");
      for (var command : Command.values()) {
        if (category.get() == Category.COMMANDS || category.get() == command.category()) {
          out.print("  " + command.usage() + "\n");
          if (!command.example().isEmpty()) {
            out.print("    for example: zmprov " + command.example() + "\n");
          }
          out.print("\n");
        }
      }
    }
    out.print("\n");
  }

  /**
   * How to use one command.
   *
   * @param arguments those that were wrong; if an attribute lacks its value, one is shown
   */
  static void usage(Command command, List<String> arguments, PrintWriter out) {
    out.print("usage:  " + command.usage() + "\n");
    var completed = completed(command, arguments);
    if (completed.isPresent()) {
      out.print("for example: zmprov " + completed.get() + "\n");
    } else if (!command.example().isEmpty()) {
      out.print("for example: zmprov " + command.example() + "\n");
    }
  }

  /** A command as it was typed, with a value behind the attribute that has none. */
  private static Optional<String> completed(Command command, List<String> arguments) {
    int before = command.shape().attributesFrom();
    if (!command.shape().paired() || (arguments.size() - before) % 2 != 1) {
      return Optional.empty();
    }
    var last = arguments.getLast();
    return Attributes.named(last.replaceFirst("^[+-]", ""))
        .map(attribute ->
            "%s %s %s".formatted(command.alias(), String.join(" ", arguments), sample(attribute)));
  }

  private static String sample(Attribute<?> attribute) {
    return switch (attribute.name()) {
      // What the guides mean that print these commands without a value (spec http 5.10).
      case "zimbraMailProxyReconnectTimeout" -> "125";
      case "zimbraMailProxyMaxFails" -> "5";
      default -> attribute.defaults().stream().findFirst().orElse("VALUE");
    };
  }
}
