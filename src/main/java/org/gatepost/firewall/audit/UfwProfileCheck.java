package org.gatepost.firewall.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.Tool;

/**
 * Rules that ufw made from an application profile, laid beside the profile as it is now: a profile
 * that was edited changes no rule until {@code ufw app update}.
 */
final class UfwProfileCheck {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final List<Path> RULES =
      List.of(Path.of("/etc/ufw/user.rules"), Path.of("/etc/ufw/user6.rules"));

  /** {@code ### tuple ### allow tcp 25,80 0.0.0.0/0 any 10.0.0.0/8 Zimbra%20x - in}. */
  private static final Pattern TUPLE =
      Pattern.compile("### tuple ### \\S+ (\\S+) (\\S+) \\S+ \\S+ \\S+ (\\S+) \\S+ \\S+( .*)?");

  private UfwProfileCheck() {}

  static List<Finding> look(Scene scene, Report report) throws FirewallException {
    if (Tool.find("ufw").isEmpty()) {
      return List.of(report.ok("ufw is not installed here."));
    }
    Map<String, Set<String>> inRules = inRules();
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Set<String>> entry : inRules.entrySet()) {
      String profile = entry.getKey();
      Tool.Ran ran = Tool.run(LIMIT, "ufw", new String[] {"app", "info", profile});
      Set<String> now = ran.well() ? ports(ran.out()) : Set.of();
      if (now.isEmpty()) {
        findings.add(
            report.warn(
                "Rules were made from the profile %s, which ufw does not know any more."
                    .formatted(profile),
                List.of("the rules have " + String.join(" | ", entry.getValue())),
                "ufw status numbered"));
      } else if (!now.equals(entry.getValue())) {
        findings.add(
            report.fail(
                "The profile %s was edited, and its rules are those from before."
                    .formatted(profile),
                List.of(
                    "the rules have " + String.join(" | ", entry.getValue()),
                    "the profile has " + String.join(" | ", now)),
                "ufw app update '%s'".formatted(profile.replace("'", "'\\''"))));
      }
    }
    return findings.isEmpty()
        ? List.of(report.ok("Rules of ufw are those of their profiles."))
        : findings;
  }

  /** The ports of each profile that ufw's own files have rules of. */
  private static Map<String, Set<String>> inRules() throws FirewallException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (Path file : RULES) {
      try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
        lines
            .map(TUPLE::matcher)
            .filter(Matcher::matches)
            .filter(tuple -> !tuple.group(3).equals("-"))
            .forEach(tuple ->
                found
                    .computeIfAbsent(tuple.group(3).replace("%20", " "), _ -> new TreeSet<>())
                    .add(ports(tuple.group(2), tuple.group(1))));
      } catch (IOException e) {
        throw new FirewallException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    return found;
  }

  /** What follows {@code Port:} or {@code Ports:} in {@code ufw app info}. */
  private static Set<String> ports(String info) {
    return info.lines()
        .dropWhile(line -> !line.matches("Ports?:"))
        .skip(1)
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(line -> line.split("/", 2))
        .map(parts -> ports(parts[0], parts.length > 1 ? parts[1] : "any"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One spelling for both: ufw sorts the ports of its rules. */
  private static String ports(String list, String protocol) {
    return Stream.of(list.split(",", -1)).sorted().collect(Collectors.joining(","))
        + "/"
        + protocol;
  }
}
