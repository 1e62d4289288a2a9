package org.gatepost.firewall.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.plan.Rendering.PlannedFile;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.firewall.system.Opening;
import org.gatepost.settings.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A whitelist for ufw: an application profile for what each role opens to everybody and for what
 * administrators use, a rule of its own for each pair of nodes. Rules are added before those of an
 * earlier plan go: nobody is locked out in between. Our rules are known by their comment, which
 * begins with the plan's mark; rules that were made by hand stay.
 */
public final class Ufw implements Renderer {
  /** How the comments of our rules begin. */
  public static final String MARK = "gatepost ";

  private static final String PLACE = "/etc/ufw/applications.d/gatepost";

  // Without it ufw knows no rules for IPv6; the reload comes with the first rules.
  private static final String IPV6 =
      "grep -qx 'IPV6=yes' /etc/default/ufw || { sed -i '/^IPV6=/d' /etc/default/ufw;"
          + " echo 'IPV6=yes' >> /etc/default/ufw; }";

  @Override
  public Rendering render(Whitelist whitelist) {
    Map<String, List<Permit>> shared = new LinkedHashMap<>();
    List<Permit> first = new ArrayList<>();
    List<Permit> nodes = new ArrayList<>();
    for (Permit permit : whitelist.permits()) {
      Optional<Role> role = role(whitelist, permit);
      if (role.isEmpty()) {
        first.add(permit); // SSH: nothing may go wrong with it, not even a profile
      } else {
        profileName(permit.source(), role.get())
            .filter(name -> fits(permit, shared.get(name)))
            .ifPresentOrElse(
                name -> shared.computeIfAbsent(name, _ -> new ArrayList<>()).add(permit),
                () -> nodes.add(permit));
      }
    }
    List<UfwProfile> profiles =
        shared.entrySet().stream()
            .flatMap(entry -> UfwProfile.of(entry.getKey(), entry.getValue()).stream())
            .toList();
    List<Rule> early = first.stream().flatMap(Ufw::rules).toList();
    List<Rule> late =
        Stream.concat(profiles.stream().flatMap(Ufw::rules), nodes.stream().flatMap(Ufw::rules))
            .toList();
    String mark = mark(profiles, early, late);
    return new Rendering(
        List.of(new PlannedFile("gatepost", PLACE, file(whitelist, profiles))),
        checks(profiles, first, early, late, mark),
        loads(profiles, early, late, mark),
        List.of(),
        List.of(
            "Rules of ufw that were made by hand stay, and ufw takes the first that fits: look at"
                + " them with ufw status. Ports that Docker publishes bypass ufw."));
  }

  /** Whose port it is; empty for SSH and for what the catalogue does not know on this host. */
  private static Optional<Role> role(Whitelist whitelist, Permit permit) {
    return whitelist.host().enabled().stream()
        .filter(opening -> opening.number() == permit.port())
        .map(Opening::port)
        .filter(port -> port.transport() == permit.transport())
        .map(port -> port.servedBy())
        .filter(role -> role != Role.EVERY)
        .findFirst();
  }

  private static Optional<String> profileName(Source source, Role role) {
    return switch (source) {
      case Anyone() -> Optional.of("Gatepost-" + role.service());
      case Networks networks ->
          networks.who().equals(Networks.ADMINISTRATORS)
              ? Optional.of("Gatepost-admin")
              : Optional.empty();
    };
  }

  /** A profile has one source. */
  private static boolean fits(Permit permit, @Nullable List<Permit> others) {
    return others == null || others.getFirst().source().equals(permit.source());
  }

  /** What follows {@code ufw allow}, and what the comment says. */
  private record Rule(String what, String comment) {
    String command(String options, String mark) {
      return "ufw %sallow %s comment '%s: %s'".formatted(options, what, mark, comment);
    }
  }

  private static Stream<Rule> rules(Permit permit) {
    String to = "to any port " + permit.port();
    return from(permit.source())
        .map(from ->
            new Rule(
                "proto %s %s %s".formatted(permit.transport(), from, to),
                RuleText.comment(permit)));
  }

  private static Stream<Rule> rules(UfwProfile profile) {
    Source source = profile.permits().getFirst().source();
    return from(source)
        .map(from ->
            new Rule(
                from + " to any app " + profile.name(),
                profile.name() + " for " + RuleText.who(source)));
  }

  private static Stream<String> from(Source source) {
    return switch (source) {
      case Anyone() -> Stream.of("from any");
      case Networks networks ->
          networks.networks().stream().map((Cidr network) -> "from " + network.text());
    };
  }

  /** ufw asks its rules in their order: a deny that is there already would come before ours. */
  private static String refusesDeny(int port) {
    return "! ufw show added | grep -E '^ufw (deny|reject) ' | grep -wiE '%d|ssh|OpenSSH' ||"
            .formatted(port)
        + " { echo 'Rules of ufw deny SSH, see above: take them back by ufw delete' >&2; exit 1; }";
  }

  private static List<String> checks(
      List<UfwProfile> profiles, List<Permit> ssh, List<Rule> early, List<Rule> late, String mark) {
    return Stream.of(
            ssh.stream().map(Permit::port).distinct().map(Ufw::refusesDeny),
            Stream.of(IPV6),
            profiles.stream().map(profile -> "ufw app info " + profile.name()),
            Stream.concat(early.stream(), late.stream())
                .map(rule -> rule.command("--dry-run ", mark) + " > /dev/null"))
        .flatMap(lines -> lines)
        .toList();
  }

  private static List<String> loads(
      List<UfwProfile> profiles, List<Rule> early, List<Rule> late, String mark) {
    return Stream.of(
            Stream.of("ufw reload"),
            early.stream().map(rule -> rule.command("", mark)),
            profiles.stream().map(profile -> "ufw app update " + profile.name()),
            late.stream().map(rule -> rule.command("", mark)),
            Stream.of(
                "ufw show added | grep \" comment '"
                    + MARK
                    + "\" | grep -v \" comment '"
                    + mark
                    + ": \" | sed 's/^ufw /delete /' | xargs -r -L1 ufw",
                "ufw default deny incoming",
                "ufw logging low",
                "ufw --force enable"))
        .flatMap(lines -> lines)
        .toList();
  }

  private static String file(Whitelist whitelist, List<UfwProfile> profiles) {
    return """
    # What everybody and administrators may reach on %s, by gatepost firewall plan.
    # Changes made here are lost with the next plan.

    """
            .formatted(RuleText.plain(whitelist.host().name()))
        + profiles.stream().map(UfwProfile::text).collect(Collectors.joining("\n"));
  }

  /** Begins every comment of this plan; another plan has another one. */
  private static String mark(List<UfwProfile> profiles, List<Rule> early, List<Rule> late) {
    try {
      byte[] all = (profiles + " " + early + " " + late).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(all);
      return MARK + HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
