package org.gatepost.firewall.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gatepost.firewall.plan.Rendering.PlannedFile;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.settings.Cidr;

/**
 * A whitelist for firewalld: a zone of our own, which becomes the default one, and a service for
 * what everybody may reach. Rules for networks are rich rules of the zone.
 */
public final class Firewalld implements Renderer {
  private static final String SERVICE = "/etc/firewalld/services/gatepost.xml";
  private static final String ZONE = "/etc/firewalld/zones/gatepost.xml";

  /** RFC 4890 §4.4: those that a host needs, neighbour discovery and path MTU among them. */
  private static final List<String> ICMP_TYPES =
      List.of("echo-request", "destination-unreachable", "time-exceeded", "parameter-problem");

  private static final List<String> ICMPV6_TYPES =
      List.of(
          "packet-too-big",
          "neighbour-solicitation",
          "neighbour-advertisement",
          "router-advertisement");

  // Its priority is the last: what comes here is dropped by the zone.
  private static final String LOG =
      """
        <rule priority="32767">
          <log prefix="gatepost dropped: " level="info"><limit value="6/m"/></log>
        </rule>
      </zone>
      """;

  @Override
  public Rendering render(Whitelist whitelist) {
    List<PlannedFile> files = new ArrayList<>();
    files.add(new PlannedFile("zones/gatepost.xml", ZONE, zone(whitelist)));
    if (isPublic(whitelist)) {
      files.add(new PlannedFile("services/gatepost.xml", SERVICE, service(whitelist)));
    }
    return new Rendering(
        files,
        // A rule that it does not understand is only warned of, and left out.
        List.of("firewall-offline-cmd --check-config 2>&1 | { ! grep -E 'INVALID|ERROR|error'; }"),
        List.of("firewall-cmd --reload", "firewall-cmd --set-default-zone=gatepost"),
        List.of("systemctl enable firewalld.service"),
        List.of(
            "Interfaces and sources that were bound to another zone by hand stay there:"
                + " firewall-cmd --get-active-zones must show gatepost alone, and the zone docker"
                + " where Docker is. What was set at run time only is lost with the reload."));
  }

  private static boolean isPublic(Whitelist whitelist) {
    return whitelist.permits().stream().anyMatch(permit -> permit.source() instanceof Anyone);
  }

  private static String service(Whitelist whitelist) {
    String ports =
        whitelist.permits().stream()
            .filter(permit -> permit.source() instanceof Anyone)
            .map(
                permit -> "  <!-- %s -->\n  %s\n".formatted(RuleText.comment(permit), port(permit)))
            .collect(Collectors.joining());
    return """
    <?xml version="1.0" encoding="utf-8"?>
    <!-- What everybody may reach on %s, by gatepost firewall plan. -->
    <service>
      <short>Gatepost</short>
      <description>The public doors of the mail system.</description>
    %s</service>
    """
        .formatted(RuleText.plain(whitelist.host().name()), ports);
  }

  private static String zone(Whitelist whitelist) {
    StringBuilder text = new StringBuilder(head(RuleText.plain(whitelist.host().name())));
    if (isPublic(whitelist)) {
      text.append("  <service name=\"gatepost\"/>\n");
    }
    for (String type : ICMP_TYPES) {
      text.append("  <rule><icmp-type name=\"%s\"/><accept/></rule>\n".formatted(type));
    }
    for (String type : ICMPV6_TYPES) {
      text.append(
          "  <rule family=\"ipv6\"><icmp-type name=\"%s\"/><accept/></rule>\n".formatted(type));
    }
    text.append("  <!-- DHCPv6, answers to this host -->\n")
        .append(
            "  <rule family=\"ipv6\"><source address=\"fe80::/10\"/>"
                + "<port port=\"546\" protocol=\"udp\"/><accept/></rule>\n");
    for (Permit permit : whitelist.permits()) {
      if (permit.source() instanceof Networks networks) {
        text.append("  <!-- %s -->\n".formatted(RuleText.comment(permit)));
        for (Cidr network : networks.networks()) {
          text.append(
              "  <rule family=\"%s\"><source address=\"%s\"/>%s<accept/></rule>\n"
                  .formatted(network.isIpv4() ? "ipv4" : "ipv6", network.text(), port(permit)));
        }
      }
    }
    return text.append(LOG).toString();
  }

  private static String head(String host) {
    return """
    <?xml version="1.0" encoding="utf-8"?>
    <!-- What may come in to %s, by gatepost firewall plan. Changes made here are
         lost with the next plan. -->
    <zone target="DROP">
      <short>Gatepost</short>
      <description>What the mail system needs; all else is dropped.</description>
    """
        .formatted(host);
  }

  private static String port(Permit permit) {
    return "<port port=\"%d\" protocol=\"%s\"/>".formatted(permit.port(), permit.transport());
  }
}
