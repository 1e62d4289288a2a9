package org.gatepost.firewall.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.firewall.host.ListeningSockets;
import org.gatepost.firewall.host.Tool;

/**
 * The ports of this host's SSH server. All that is found counts, not the first: a server that was
 * configured anew and not yet restarted has two truths, and who has come in through one of them
 * must not be locked out.
 *
 * @param ports never empty
 * @param found where each number stands; empty if none was found and {@code ports} is a guess
 */
public record SshPorts(Set<Integer> ports, Map<String, Set<Integer>> found) {
  /** Where SSH listens unless it is told otherwise. */
  public static final int DEFAULT = 22;

  private static final Path CONFIG = Path.of("/etc/ssh/sshd_config");
  private static final Pattern LISTENS =
      Pattern.compile("^Listen=\\S*:(\\d{1,5}) \\(Stream\\)$", Pattern.MULTILINE);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  public SshPorts {
    ports = Collections.unmodifiableSet(new TreeSet<>(ports));
    found = Collections.unmodifiableMap(new TreeMap<>(found));
  }

  /** Looks for them; blocks. */
  public static SshPorts find() {
    Map<String, Set<Integer>> found = new TreeMap<>();
    found.put("sshd -T", effective());
    found.put(CONFIG.toString(), SshdConfig.ports(CONFIG));
    found.put("sockets of sshd", listening());
    found.put("ssh.socket", activated());
    found.put("this SSH session", SshSession.find().map(s -> Set.of(s.port())).orElse(Set.of()));
    return of(found);
  }

  static SshPorts of(Map<String, Set<Integer>> sources) {
    Map<String, Set<Integer>> found = new TreeMap<>(sources);
    found.values().removeIf(Set::isEmpty);
    Set<Integer> ports = new TreeSet<>();
    found.values().forEach(ports::addAll);
    return new SshPorts(ports.isEmpty() ? Set.of(DEFAULT) : ports, found);
  }

  /** Whether none was found: they are the usual ones then. */
  public boolean isGuess() {
    return found.isEmpty();
  }

  /** What the server itself makes of its configuration; it tells only root. */
  private static Set<Integer> effective() {
    try {
      Tool.Ran ran = Tool.run(PATIENCE, "sshd", new String[] {"-T"});
      return ran.well() ? SshdConfig.ports(ran.out()) : Set.of();
    } catch (FirewallException notInstalled) {
      return Set.of();
    }
  }

  /** Where systemd listens for it. */
  private static Set<Integer> activated() {
    Set<Integer> ports = new TreeSet<>();
    for (String unit : List.of("ssh.socket", "sshd.socket")) {
      try {
        Tool.Ran ran =
            Tool.run(
                PATIENCE, "systemctl", new String[] {"show", unit, "-p", "ActiveState,Listen"});
        ports.addAll(activated(ran.out()));
      } catch (FirewallException noSystemd) {
        return ports;
      }
    }
    return ports;
  }

  /** The ports of a socket unit that is active, as {@code systemctl show} prints it. */
  static Set<Integer> activated(String shown) {
    Set<Integer> ports = new TreeSet<>();
    if (shown.lines().anyMatch("ActiveState=active"::equals)) {
      Matcher listens = LISTENS.matcher(shown);
      while (listens.find()) {
        ports.add(Integer.valueOf(listens.group(1)));
      }
    }
    return ports;
  }

  /** What it listens on now, whatever its configuration has become. */
  private static Set<Integer> listening() {
    try {
      return ListeningSockets.read().stream()
          .filter(socket -> socket.process().orElse("").startsWith("sshd "))
          .map(ListeningSocket::port)
          .collect(Collectors.toSet());
    } catch (FirewallException unreadable) {
      return Set.of();
    }
  }
}
