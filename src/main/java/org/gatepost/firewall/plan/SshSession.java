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
 * @param clientPort the port there
 * @param port the port of this host
 */
public record SshSession(InetAddress client, int clientPort, int port) {
  private static final String NAME = "SSH_CONNECTION=";
  private static final Pattern ZERO = Pattern.compile("\0");
  private static final Pattern VALUE = Pattern.compile("(\\S+) (\\d{1,5}) \\S+ (\\d{1,5})");

  /**
   * That of this process, or of the one that has started it: sudo hides it from its commands. What
   * tmux and screen remember may have ended long ago; such a one does not count.
   */
  public static Optional<SshSession> find() {
    Optional<ProcessHandle> process = Optional.of(ProcessHandle.current());
    while (process.isPresent()) {
      Optional<SshSession> session =
          parse(text(Path.of("/proc/" + process.get().pid() + "/environ")))
              .filter(SshSession::isAlive);
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
              new SshSession(
                  Cidr.literal(client),
                  Integer.parseInt(matcher.group(2)),
                  Integer.parseInt(matcher.group(3))));
        } catch (IllegalArgumentException nonsense) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the kernel has the connection, as established. */
  private boolean isAlive() {
    return isAmong(text(Path.of("/proc/net/tcp"))) || isAmong(text(Path.of("/proc/net/tcp6")));
  }

  /** Whether it is in a list of connections as the kernel prints it: proc(5). */
  boolean isAmong(String connections) {
    String words = words(client.getAddress());
    String remote = "%s:%04X 01 ".formatted(words, clientPort);
    return connections
        .lines()
        .filter(line -> line.contains(":%04X ".formatted(port)))
        // An IPv4 client of a socket of both families is shown as ::ffff:a.b.c.d.
        .anyMatch(line -> line.contains(" " + remote) || line.contains("FFFF0000" + remote));
  }

  /** Words of four octets in the order of this machine, which on all of ours is the reverse one. */
  private static String words(byte[] address) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < address.length; i++) {
      words.append("%02X".formatted(address[i / 4 * 4 + 3 - i % 4]));
    }
    return words.toString();
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException notOurs) {
      return "";
    }
  }
}
