package org.gatepost.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.firewall.catalogue.Transport.TCP;
import static org.gatepost.firewall.catalogue.Transport.UDP;
import static org.gatepost.firewall.rules.Fate.Outcome.ACCEPTED;
import static org.gatepost.firewall.rules.Fate.Outcome.DROPPED;
import static org.gatepost.firewall.rules.Fate.Outcome.REJECTED;
import static org.gatepost.firewall.rules.Fate.Outcome.UNKNOWN;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.host.Tool;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.settings.Cidr;
import org.gatepost.testing.Namespace;
import org.gatepost.testing.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that the real tools have made, read back by the real tools. */
final class ActiveRulesReaderIT {
  private static final String STRANGER = "81.2.69.142";
  private static final String STRANGER6 = "2a02:4780::1";

  private Namespace namespace;

  @BeforeEach
  void makeNamespace() throws IOException {
    namespace = Namespace.create("rules");
  }

  @AfterEach
  void closeNamespace() {
    namespace.close();
  }

  @Test
  void whatUfwAllowsIsAcceptedAndTheRestDropped() throws Exception {
    shell(
        """
        ufw allow 22/tcp
        ufw limit 2222/tcp
        ufw allow proto tcp from 10.0.0.0/8 to any port 25,80
        ufw allow from 192.168.1.0/24
        ufw allow proto tcp from 2001:db8::/32 to any port 993
        ufw reject 113/tcp
        ufw --force enable
        """);
    ActiveRules rules = read();
    assertThat(tcp(rules, STRANGER, 22)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER6, 22)).isEqualTo(ACCEPTED);
    assertThat(udp(rules, STRANGER, 22)).isEqualTo(DROPPED);
    assertThat(tcp(rules, STRANGER, 2222)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER, 25)).isEqualTo(DROPPED);
    assertThat(tcp(rules, "10.2.3.4", 25)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, "10.2.3.4", 26)).isEqualTo(DROPPED);
    assertThat(udp(rules, "192.168.1.77", 11211)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER6, 993)).isEqualTo(DROPPED);
    assertThat(tcp(rules, "2001:db8::7", 993)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER, 113)).isEqualTo(REJECTED);
    assertThat(rules.networks()).contains(Cidr.parse("192.168.1.0/24"), Cidr.parse("10.0.0.0/8"));
    assertThat(rules.fate(packet(TCP, STRANGER, 22)).rule())
        .isEqualTo("-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT");
    assertThatFatesChangeAtNumbersAlone(rules, STRANGER);
    assertThatFatesChangeAtNumbersAlone(rules, "10.2.3.4");
  }

  /** What the comparison with the plan counts on, tried with every port. */
  private static void assertThatFatesChangeAtNumbersAlone(ActiveRules rules, String source) {
    for (Transport transport : Transport.values()) {
      for (int port = 2; port < 65_536; port++) {
        if (!rules.numbers().contains(port) && !rules.numbers().contains(port - 1)) {
          assertThat(rules.fate(packet(transport, source, port)))
              .as("%s port %d from %s", transport, port, source)
              .isEqualTo(rules.fate(packet(transport, source, port - 1)));
        }
      }
    }
  }

  @Test
  void aHostWithoutRulesTakesEverything() throws Exception {
    ActiveRules rules = read();
    assertThat(tcp(rules, STRANGER, 11211)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER6, 11211)).isEqualTo(ACCEPTED);
    assertThat(rules.lines()).isEmpty();
  }

  @Test
  void nftablesIsFollowedThroughSetsMapsAndChains() throws Exception {
    nft(
        """
        table inet t {
          set bad { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 1.2.3.4, 5.0.0.1-5.0.0.9 } }
          set pairs { type ipv4_addr . inet_service; flags interval; elements = { 172.16.0.0/16 . 25-30 } }
          map ports { type inet_service : verdict; elements = { 22 : accept, 80 : jump web, 81 : goto web } }
          chain web { ip saddr @bad drop; ip6 saddr fe80::/10 return; accept; }
          chain in {
            type filter hook input priority filter; policy drop;
            ct state vmap { established : accept, related : accept, invalid : drop }
            iifname "lo" accept
            tcp flags & (fin|syn|rst|ack) != syn drop
            tcp dport { 443, 990-995 } limit rate over 10/second burst 5 packets drop
            tcp dport { 443, 990-995 } accept
            ip saddr . tcp dport @pairs accept
            ip saddr . udp dport { 9.9.9.9 . 53, 8.8.0.0/16 . 1-99 } accept
            tcp dport vmap @ports
            meta nfproto ipv6 udp dport != 53 reject
            meta l4proto { tcp, udp } th dport 53 accept comment "names"
            log prefix "dropped: " limit rate 3/minute
          }
        }
        """);
    ActiveRules rules = read();
    assertThat(tcp(rules, STRANGER, 443)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER6, 993)).isEqualTo(ACCEPTED);
    assertThat(udp(rules, STRANGER, 993)).isEqualTo(DROPPED);
    assertThat(tcp(rules, STRANGER, 22)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER, 80)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, "10.9.9.9", 80)).isEqualTo(DROPPED);
    assertThat(tcp(rules, "5.0.0.5", 80)).isEqualTo(DROPPED);
    assertThat(tcp(rules, "5.0.0.10", 80)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, "fe80::1", 80)).isEqualTo(DROPPED);
    assertThat(tcp(rules, "172.16.1.1", 25)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, "172.17.1.1", 25)).isEqualTo(DROPPED);
    assertThat(udp(rules, "9.9.9.9", 53)).isEqualTo(ACCEPTED);
    assertThat(udp(rules, "8.8.4.4", 98)).isEqualTo(ACCEPTED);
    assertThat(udp(rules, "8.9.4.4", 98)).isEqualTo(DROPPED);
    assertThat(udp(rules, STRANGER6, 54)).isEqualTo(REJECTED);
    assertThat(udp(rules, STRANGER6, 53)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER, 53)).isEqualTo(ACCEPTED);
    assertThat(rules.fate(packet(TCP, STRANGER, 443)).rule())
        .isEqualTo("tcp dport { 443, 990-995 } accept");
    assertThat(rules.fate(packet(TCP, STRANGER, 444)).rule()).isEqualTo("policy drop of inet t in");
    for (String source : List.of(STRANGER, STRANGER6, "172.16.1.1", "8.8.4.4", "9.9.9.9")) {
      assertThatFatesChangeAtNumbersAlone(rules, source);
    }
  }

  @Test
  void everyChainOfAStageMustLetAPacketPass() throws Exception {
    nft(
        """
        table inet first {
          chain in { type filter hook input priority -10; policy accept; tcp dport 25 accept; }
        }
        table ip second {
          chain in { type filter hook input priority 10; policy accept; tcp dport 25 drop; }
        }
        table inet third {
          chain pre { type filter hook prerouting priority raw; policy accept; tcp dport 26 drop; }
        }
        """);
    ActiveRules rules = read();
    assertThat(tcp(rules, STRANGER, 25)).isEqualTo(DROPPED);
    assertThat(tcp(rules, STRANGER6, 25)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER6, 26)).isEqualTo(DROPPED);
  }

  @Test
  void aRedirectedPortIsJudgedByWhereItLeads() throws Exception {
    nft(
        """
        table inet t {
          chain pre {
            type nat hook prerouting priority dstnat
            tcp dport 80 redirect to :8080
            tcp dport 82 dnat ip to 10.0.0.1:80
          }
          chain in { type filter hook input priority filter; policy drop; tcp dport 8080 accept; }
        }
        """);
    ActiveRules rules = read();
    assertThat(tcp(rules, STRANGER, 80)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER, 81)).isEqualTo(DROPPED);
    assertThat(rules.fate(packet(TCP, STRANGER, 82)).rule()).isNotEmpty();
  }

  @Test
  void whatCannotBeFollowedIsUnknownOnlyWhereItDecides() throws Exception {
    nft(
        """
        table inet t {
          chain in {
            type filter hook input priority filter; policy drop;
            meta mark 0x1 tcp dport 25 accept
            meta mark 0x1 tcp dport 26 drop
            udp sport 53 accept
            iifname "eth7" tcp dport 143 accept
          }
        }
        """);
    ActiveRules rules = read();
    assertThat(rules.fate(packet(TCP, STRANGER, 25)))
        .isEqualTo(new Fate(UNKNOWN, "meta mark 0x00000001 tcp dport 25 accept"));
    assertThat(tcp(rules, STRANGER, 26)).isEqualTo(DROPPED);
    assertThat(udp(rules, STRANGER, 9)).isEqualTo(UNKNOWN);
    assertThat(tcp(rules, STRANGER, 143)).isEqualTo(UNKNOWN);
    assertThat(tcp(readWithDevice("eth7"), STRANGER, 143)).isEqualTo(ACCEPTED);
    assertThat(tcp(readWithDevice("eth8"), STRANGER, 143)).isEqualTo(DROPPED);
  }

  @Test
  void iptablesOverNftablesIsFollowedThroughItsExtensions() throws Exception {
    shell(iptables("iptables") + iptables("ip6tables"));
    assertFollowed(read());
  }

  @Test
  void olderIptablesIsFollowedAsWell() throws Exception {
    shell(iptables("iptables-legacy") + iptables("ip6tables-legacy"));
    assertFollowed(read());
  }

  private static String iptables(String program) {
    return """
    X -P INPUT DROP
    X -N mail
    X -A INPUT -i lo -j ACCEPT
    X -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    X -A INPUT -m state --state INVALID -j DROP
    X -A INPUT -p tcp ! --syn -m conntrack --ctstate NEW -j DROP
    X -A INPUT -p tcp -m multiport --dports 110,143,990:995 -m comment --comment "mail \\"doors\\"" -j mail
    X -A INPUT -p tcp --dport 22 -m recent --name ssh --update --seconds 30 --hitcount 4 -j DROP
    X -A INPUT -p tcp --dport 22 -m recent --name ssh --set -j ACCEPT
    X -A INPUT -p tcp --dport 80 -m hashlimit --hashlimit-above 20/sec --hashlimit-mode srcip --hashlimit-name web -j DROP
    X -A INPUT -p tcp --dport 80 -m connlimit --connlimit-above 50 -j REJECT
    X -A INPUT -p tcp --dport 80 -j ACCEPT
    X -A INPUT -p udp --dport 5000:5010 -m addrtype --dst-type LOCAL -j ACCEPT
    X -A INPUT -p tcp --dport 26 -m mark --mark 7 -j ACCEPT
    X -A INPUT -m limit --limit 3/min -j LOG --log-prefix "dropped: "
    X -A mail -p tcp --dport 110 -j RETURN
    X -A mail -p tcp --dport 995 -j REJECT --reject-with tcp-reset
    X -A mail -j ACCEPT
    """
        .replace("X ", program + " ");
  }

  private static void assertFollowed(ActiveRules rules) {
    for (String source : List.of(STRANGER, STRANGER6)) {
      assertThat(tcp(rules, source, 143)).isEqualTo(ACCEPTED);
      assertThat(tcp(rules, source, 993)).isEqualTo(ACCEPTED);
      assertThat(tcp(rules, source, 110)).isEqualTo(DROPPED);
      assertThat(tcp(rules, source, 995)).isEqualTo(REJECTED);
      assertThat(tcp(rules, source, 22)).isEqualTo(ACCEPTED);
      assertThat(tcp(rules, source, 80)).isEqualTo(ACCEPTED);
      assertThat(udp(rules, source, 5005)).isEqualTo(ACCEPTED);
      assertThat(udp(rules, source, 5011)).isEqualTo(DROPPED);
      assertThat(tcp(rules, source, 11211)).isEqualTo(DROPPED);
      assertThat(tcp(rules, source, 26)).isEqualTo(UNKNOWN);
      assertThat(tcp(rules, source, 27)).isEqualTo(DROPPED);
      assertThat(rules.fate(packet(TCP, source, 143)).rule()).isEqualTo("-A mail -j ACCEPT");
    }
  }

  @Test
  void firewalldIsFollowedThroughItsZones() throws Exception {
    nft(
        """
        table inet firewalld {
          chain mangle_PREROUTING {
            type filter hook prerouting priority mangle + 10; policy accept;
            icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept
            meta nfproto ipv6 fib saddr . mark . iif oif missing drop
          }
          chain filter_INPUT {
            type filter hook input priority filter + 10; policy accept;
            ct state { established, related } accept
            ct status dnat accept
            iifname "lo" accept
            ct state invalid drop
            jump filter_INPUT_ZONES
            reject with icmpx admin-prohibited
          }
          chain filter_INPUT_ZONES {
            ip saddr 10.77.0.0/24 goto filter_IN_internal
            iifname "eth0" goto filter_IN_public
            goto filter_IN_public
          }
          chain filter_IN_internal { jump filter_IN_internal_allow; meta l4proto icmp accept; }
          chain filter_IN_internal_allow { tcp dport 22 ct state { new, untracked } accept; }
          chain filter_IN_public { jump filter_IN_public_allow; meta l4proto icmp accept; }
          chain filter_IN_public_allow { tcp dport 443 ct state { new, untracked } accept; }
        }
        """);
    ActiveRules rules = read();
    assertThat(tcp(rules, STRANGER, 443)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER6, 443)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, STRANGER, 22)).isEqualTo(REJECTED);
    assertThat(tcp(rules, "10.77.0.9", 22)).isEqualTo(ACCEPTED);
    assertThat(tcp(rules, "10.77.0.9", 443)).isEqualTo(REJECTED);
  }

  @Test
  void aRuleOfOneFamilySaysNothingOfTheOther() throws Exception {
    shell("iptables -P INPUT DROP");
    ActiveRules rules = read();
    assertThat(tcp(rules, STRANGER, 25)).isEqualTo(DROPPED);
    assertThat(tcp(rules, STRANGER6, 25)).isEqualTo(ACCEPTED);
  }

  private void shell(String lines) throws IOException {
    namespace.shell(lines).success();
  }

  private void nft(String ruleset) throws IOException {
    namespace.run(List.of("/usr/sbin/nft", "-f", "-"), ruleset, Map.of()).success();
  }

  private ActiveRules read() throws FirewallException {
    return reader(Optional.empty());
  }

  private ActiveRules readWithDevice(String device) throws FirewallException {
    return reader(Optional.of(device));
  }

  private ActiveRules reader(Optional<String> device) throws FirewallException {
    return new ActiveRulesReader(this::run, Tool::find, _ -> device).rules().orElseThrow();
  }

  private Tool.Ran run(String program, String... arguments) throws FirewallException {
    List<String> command = new ArrayList<>();
    command.add(Tool.find(program).orElseThrow().toString());
    command.addAll(List.of(arguments));
    try {
      Programs.Result result = namespace.run(command, "", Map.of());
      return new Tool.Ran(result.exit(), result.output(), "");
    } catch (IOException e) {
      throw new FirewallException(program + ": " + e.getMessage(), e);
    }
  }

  private static Outcome tcp(ActiveRules rules, String source, int port) {
    return rules.fate(packet(TCP, source, port)).outcome();
  }

  private static Outcome udp(ActiveRules rules, String source, int port) {
    return rules.fate(packet(UDP, source, port)).outcome();
  }

  private static Packet packet(Transport transport, String source, int port) {
    InetAddress from = Cidr.literal(source);
    String own = from.getAddress().length == 4 ? "192.0.2.1" : "2001:db8::1";
    return new Packet(transport, from, Cidr.literal(own), port);
  }
}
