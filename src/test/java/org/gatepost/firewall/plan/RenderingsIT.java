package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.firewall.plan.HandMade.ADMINISTRATORS;
import static org.gatepost.firewall.plan.HandMade.ANYONE;
import static org.gatepost.firewall.plan.HandMade.networks;
import static org.gatepost.firewall.plan.HandMade.tcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.testing.Namespace;
import org.gatepost.testing.Programs.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real firewalls understand what is written for them. */
@Timeout(120)
final class RenderingsIT {
  private Namespace host;

  @BeforeEach
  void create() throws IOException {
    host = Namespace.create("proxy.example.com");
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void nftTakesAPlanAgainAndAgain() throws IOException {
    var rendering = written(new Nftables().render(unusual()));

    run(rendering.checks());
    assertThat(host.run("nft", "list", "tables").success()).isEmpty();
    run(rendering.loads());
    var rules = host.run("nft", "-s", "list", "ruleset").success();
    run(rendering.loads());

    assertThat(host.run("nft", "-s", "list", "ruleset").success())
        .isEqualTo(rules)
        .contains("tcp dport 443 accept comment \"web TLS for anyone\"");
  }

  @Test
  void nftTablesOfOthersStay() throws IOException {
    host.run(
            "nft",
            "add table inet fail2ban; add chain inet fail2ban f { type filter hook input priority -1; }")
        .success();
    var rendering = written(new Nftables().render(unusual()));

    run(rendering.loads());

    assertThat(host.run("nft", "list", "tables").success())
        .isEqualTo("table inet fail2ban\ntable inet gatepost\n");
  }

  @Test
  void iptablesTakesBothFamiliesAndLeavesOtherChains() throws IOException {
    host.shell(
            "iptables -N DOCKER; iptables -P FORWARD DROP; iptables -A FORWARD -j DOCKER;"
                + " iptables -t nat -A POSTROUTING -j MASQUERADE;"
                + " iptables -A INPUT -p tcp --dport 11211 -j ACCEPT")
        .success();
    var nat = host.run("iptables", "-t", "nat", "-S").success();
    var rendering = written(new Iptables().render(unusual()));

    run(rendering.checks());
    assertThat(host.run("iptables", "-S", "INPUT").success()).contains("-P INPUT ACCEPT");
    run(rendering.loads());

    assertThat(host.run("iptables", "-S", "INPUT").success())
        .contains("-P INPUT DROP", "--dport 443", "-s 192.0.2.0/24 -p tcp -m tcp --dport 22")
        .doesNotContain("-A INPUT -p tcp -m tcp --dport 11211 -j ACCEPT");
    assertThat(host.run("ip6tables", "-S", "INPUT").success())
        .contains("-P INPUT DROP", "--dport 443", "-s 2001:db8:1::/48 -p tcp -m tcp --dport 22");
    assertThat(host.run("iptables", "-S").success())
        .contains("-P FORWARD DROP", "-A FORWARD -j DOCKER");
    assertThat(host.run("iptables", "-t", "nat", "-S").success()).isEqualTo(nat);
  }

  @Test
  void ufwHasTheRulesOfThePlanAndOfNoEarlierOne() throws IOException {
    host.shell("sed -i s/IPV6=yes/IPV6=no/ /etc/default/ufw; ufw allow 8080/tcp comment hand-made");
    run(written(new Ufw().render(HandMade.proxy())));
    assertThat(status())
        .containsExactly(
            "11211/tcp ALLOW 10.0.0.11 # memcached for mbx1.example.com",
            "11211/tcp ALLOW 2001:db8::11 # memcached for mbx1.example.com",
            "22/tcp ALLOW 192.0.2.0/24 # SSH for administrators",
            "22/tcp ALLOW 2001:db8:1::/48 # SSH for administrators",
            "8080/tcp ALLOW Anywhere # hand-made",
            "Gatepost-admin (v6) ALLOW 2001:db8:1::/48 # Gatepost-admin for administrators",
            "Gatepost-admin ALLOW 192.0.2.0/24 # Gatepost-admin for administrators",
            "Gatepost-proxy (v6) ALLOW Anywhere (v6) # Gatepost-proxy for anyone",
            "Gatepost-proxy ALLOW Anywhere # Gatepost-proxy for anyone");
    assertThat(host.run("ufw", "status", "verbose").success())
        .contains("Default: deny (incoming)", "Logging: on (low)");

    run(written(new Ufw().render(HandMade.whitelist(tcp(22, ANYONE, "SSH")))));
    assertThat(status())
        .containsExactly(
            "22/tcp (v6) ALLOW Anywhere (v6) # SSH for anyone",
            "22/tcp ALLOW Anywhere # SSH for anyone",
            "8080/tcp ALLOW Anywhere # hand-made");
  }

  @Test
  void ufwTakesAPlanAgainWithoutAChange() throws IOException {
    var rendering = new Ufw().render(HandMade.proxy());
    run(written(rendering));
    var rules = Files.readString(host.file("/etc/ufw/user.rules"));
    run(written(rendering));

    assertThat(Files.readString(host.file("/etc/ufw/user.rules"))).isEqualTo(rules);
  }

  @Test
  void profileWithANewPortOpensIt() throws IOException {
    run(written(new Ufw().render(HandMade.whitelist(tcp(443, ANYONE, "web TLS")))));
    run(
        written(
            new Ufw()
                .render(
                    HandMade.whitelist(
                        tcp(443, ANYONE, "web TLS"), tcp(8443, ANYONE, "web TLS")))));

    assertThat(host.run("ip6tables", "-S").success()).contains("443,8443");
  }

  @Test
  void ufwTakesUnusualPlans() throws IOException {
    run(written(new Ufw().render(unusual())));

    assertThat(host.run("ufw", "status").success()).contains("Gatepost-proxy-3");
  }

  @Test
  void profileOfTheArticleHasItsPorts() throws IOException {
    var rendering = written(CompatProfile.render(Set.of(22)));

    assertThat(host.run("ufw", "app", "info", "Zimbra").success())
        .isEqualTo(
            """
            Profile: Zimbra
            Title: Zimbra Collaboration Server
            Description: Open source server for email, contacts, calendar, and more.

            Ports:
              25,80,110,143,443,465,587,993,995,3443,5222,5223,7071,9071/tcp
            """);
    run(rendering);
    assertThat(host.run("ufw", "status").success()).contains("22/tcp", "Zimbra (v6)");
  }

  @Test
  void firewalldFindsNoFault() throws IOException {
    for (var whitelist : List.of(HandMade.proxy(), unusual())) {
      run(written(new Firewalld().render(whitelist)).checks());
    }
    var zone = host.file("/etc/firewalld/zones/gatepost.xml");
    Files.writeString(zone, Files.readString(zone).replace("/48", "/480"));
    assertThat(host.shell(new Firewalld().render(unusual()).checks().getFirst()).exit())
        .isNotZero();
  }

  @Test
  void firewalldOpensThePortsInTheKernelsRules() throws IOException {
    written(new Firewalld().render(HandMade.proxy()));
    host.shell("firewall-offline-cmd --set-default-zone=gatepost").success();

    assertThat(host.run("firewall-offline-cmd", "--zone=gatepost", "--list-all").success())
        .contains("target: DROP", "services: gatepost", "port port=\"11211\" protocol=\"tcp\"");
    assertThat(host.run("firewall-offline-cmd", "--get-default-zone").success())
        .isEqualTo("gatepost\n");
  }

  /** More ports than a profile has, names that strangers wrote, both transports, one family. */
  private static Whitelist unusual() {
    List<Permit> permits = new ArrayList<>();
    permits.add(tcp(22, ADMINISTRATORS, "SSH"));
    permits.add(tcp(443, ANYONE, "web TLS"));
    for (int port = 2001; port <= 2015; port++) {
      permits.add(tcp(port, ANYONE, "door"));
    }
    permits.add(new Permit(Transport.UDP, 53, ANYONE, "DNS"));
    permits.add(tcp(389, networks("a\"; flush ruleset; #", "10.0.0.1"), "LDAP"));
    permits.add(
        tcp(389, networks("' $(touch /etc/stranger) --> `id`\n[x]", "2001:db8::1"), "LDAP"));
    permits.add(tcp(389, networks("x".repeat(300), "10.0.0.2", "10.0.1.0/24"), "LDAP"));
    return HandMade.whitelist(permits);
  }

  private Rendering written(Rendering rendering) throws IOException {
    for (var file : rendering.files()) {
      Path place = host.file(file.place());
      Files.createDirectories(place.getParent());
      Files.writeString(place, file.text());
    }
    return rendering;
  }

  private void run(Rendering rendering) throws IOException {
    run(rendering.checks());
    run(rendering.loads());
  }

  private void run(List<String> commands) throws IOException {
    for (String command : commands) {
      Result result = host.shell(command);
      assertThat(result.exit()).as("%s: %s", command, result.output()).isZero();
    }
    assertThat(host.file("/etc/stranger")).doesNotExist();
  }

  /** Sorted, without marks. */
  private List<String> status() throws IOException {
    return host.run("ufw", "status")
        .success()
        .lines()
        .filter(line -> line.contains("ALLOW"))
        .map(line -> line.replaceAll("gatepost [0-9a-f]{8}: ", "").replaceAll(" +", " ").strip())
        .sorted()
        .toList();
  }
}
