package org.gatepost.firewall.plan;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatepost.settings.Cidr;

/**
 * The SSH connection over which somebody works here: {@code SSH_CONNECTION}, as ssh(1) has it.
 *
 * @param client from where
 * @param port the port of this host
 */
public record SshSession(InetAddress client, int port) {
  private static final String NAME = "SSH_CONNECTION=";
  private static final Pattern ZERO = Pattern.compile("\0");
  private static final Pattern VALUE = Pattern.compile("(\\S+) \\d+ \\S+ (\\d{1,5})");

  /** That of this process, or of the one that has started it: sudo hides it from its commands. */
  public static Optional<SshSession> find() {
    Optional<ProcessHandle> process = Optional.of(ProcessHandle.current());
    while (process.isPresent()) {
      Optional<SshSession> session =
          parse(environment(Path.of("/proc/" + process.get().pid() + "/environ")));
      if (session.isPresent()) {
        return session;
      }
      process = process.flatMap(ProcessHandle::parent);
    }
    return Optional.empty();
  }

  /** Reads variables as the kernel shows them, each ended by a zero byte. */
  static Optional<SshSession> parse(String environment) {
    for (String variable : ZERO.split(environment, -1)) {
      Matcher matcher = VALUE.matcher(variable.replaceFirst("^" + NAME, ""));
      if (variable.startsWith(NAME) && matcher.matches()) {
        try {
          // The address of a link has its interface behind a percent sign.
          String client = matcher.group(1).replaceFirst("%.*", "");
          return Optional.of(
              new SshSession(Cidr.literal(client), Integer.parseInt(matcher.group(2))));
        } catch (IllegalArgumentException nonsense) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static String environment(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException notOurs) {
      return "";
    }
  }
}
