package org.gatepost.firewall.plan;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatepost.firewall.plan.Rendering.PlannedFile;

/**
 * The application profile of ufw that administrators know from an article about firewalls for mail
 * systems of many servers: its very words and ports, with what is doubtful about them (spec http
 * 6.4, 6.6). A plan opens less.
 */
public final class CompatProfile {
  private static final String PLACE = "/etc/ufw/applications.d/zimbra";

  private static final String TEXT =
      """
      # The profile of the article, for systems set up by it. It opens every port to
      # everybody on every host; gatepost firewall plan --for ufw opens what this host
      # needs to those who need it.
      #
      # Doubtful:
      #   25    belongs to the mail transfer agent; the proxy has no such door
      #   465   belongs to the mail transfer agent; submission over implicit TLS
      #   587   belongs to the mail transfer agent; submission with STARTTLS
      #   80    clear text; not open in mode https, needed in mode redirect
      #   110   clear text until STLS; only if POP3 is offered
      #   143   clear text until STARTTLS; only if IMAP is offered
      #   995   only if POP3 is offered
      #   3443  exists only with logins by client certificate
      #   5222  exists only with chat, on mailbox servers; not proxied
      #   5223  exists only with chat, on mailbox servers; not proxied
      #   7071  the administration of a mailbox server: never for everybody
      #   9071  the administration through the proxy: for administrators' networks, off
      #         unless zimbraReverseProxyAdminEnabled is TRUE
      # Missing: SSH, without which enabling ufw locks you out; and what the hosts of a
      # system need of each other, 389 636 7025 7072 7073 7110 7143 7993 7995 8080 8443
      # 11211, which the article opens to the whole LAN.
      [Zimbra]
      title=Zimbra Collaboration Server
      description=Open source server for email, contacts, calendar, and more.
      ports=25,80,110,143,443,465,587,993,995,3443,5222,5223,7071,9071/tcp
      """;

  private CompatProfile() {}

  /**
   * The profile, and the article's commands in an order that locks nobody out.
   *
   * @param sshPorts opened first
   */
  public static Rendering render(Set<Integer> sshPorts) {
    return new Rendering(
        List.of(new PlannedFile("zimbra", PLACE, TEXT)),
        List.of("ufw app info Zimbra"),
        Stream.of(
                new TreeSet<>(sshPorts)
                    .stream()
                        .map(port ->
                            "ufw allow proto tcp from any to any port %d comment 'SSH'"
                                .formatted(port)),
                Stream.of(
                    "ufw app update Zimbra",
                    "ufw allow Zimbra",
                    "ufw --force enable",
                    "ufw status"))
            .flatMap(lines -> lines)
            .toList(),
        List.of(),
        List.of(
            "These ports are open to everybody then, the administration of mailbox servers (7071)"
                + " among them."));
  }
}
