package org.gatepost.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.settings.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules as text, walked through. */
final class SimulationTest {
  private static final Packet PACKET =
      new Packet(Transport.TCP, Cidr.literal("81.2.69.142"), Cidr.literal("10.0.0.1"), 25);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-p tcp -m tcp --dport 25 -j ACCEPT | ACCEPTED",
        "-p 6 --dport 20:30 -j ACCEPT | ACCEPTED",
        "-p tcp -m tcp --dport :25 -j ACCEPT | ACCEPTED",
        "-p tcp -m tcp --dport 26: -j ACCEPT | DROPPED",
        "-p tcp -m tcp ! --dport 25 -j ACCEPT | DROPPED",
        "-p udp -m udp --dport 25 -j ACCEPT | DROPPED",
        "-p icmp -j ACCEPT | DROPPED",
        "-p tcp -m multiport --dports 1,2,20:30 -j ACCEPT | ACCEPTED",
        "-p tcp -m multiport --ports 25 -j ACCEPT | UNKNOWN",
        "-p tcp -m tcp --dport smtp -j ACCEPT | UNKNOWN",
        "-s 81.2.0.0/16 -j ACCEPT | ACCEPTED",
        "! -s 81.2.0.0/16 -j ACCEPT | DROPPED",
        "-s 81.2.0.0/255.255.0.255 -j ACCEPT | UNKNOWN",
        "-m iprange --src-range 81.2.69.1-81.2.69.200 -j ACCEPT | ACCEPTED",
        "-m iprange --src-range 81.2.69.1-81.2.69.20 -j ACCEPT | DROPPED",
        "-i lo -j ACCEPT | DROPPED",
        "! -i lo -j ACCEPT | ACCEPTED",
        "-i eth+ -j ACCEPT | ACCEPTED",
        "-i eth1 -j ACCEPT | DROPPED",
        "-m conntrack --ctstate NEW,UNTRACKED -j ACCEPT | ACCEPTED",
        "-m conntrack ! --ctstate NEW -j ACCEPT | DROPPED",
        "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT | ACCEPTED",
        "-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT | DROPPED",
        "-p tcp -m tcp --tcp-flags FIN,ACK NONE -j ACCEPT | ACCEPTED",
        "-m limit --limit 3/min --limit-burst 10 -j ACCEPT | ACCEPTED",
        "-m connlimit --connlimit-above 5 --connlimit-mask 32 --connlimit-saddr -j ACCEPT | DROPPED",
        "-m set --match-set friends src -j ACCEPT | UNKNOWN",
        "-m statistic --mode random --probability 0.5 -j ACCEPT | UNKNOWN",
        "-m statistic --mode random --probability 0.5 -j DROP | DROPPED",
        "-m time --timestart 09:00:00 --timestop 17:00:00 -j ACCEPT | UNKNOWN",
        "-m addrtype --dst-type LOCAL -j ACCEPT | ACCEPTED",
        "-m addrtype --dst-type BROADCAST -j ACCEPT | DROPPED",
        "-j NFQUEUE --queue-num 1 | UNKNOWN",
        "-j LOG --log-prefix \"a \\\"b\\\" -j ACCEPT\" | DROPPED",
        "-m comment --comment \"-j ACCEPT\" -j REJECT | REJECTED",
        "-p | UNKNOWN",
      })
  void aRuleOfIptablesIsTakenAtItsWord(String rule, Outcome expected) {
    assertThat(fate("-A INPUT " + rule).outcome()).isEqualTo(expected);
  }

  @Test
  void aChainThatIsLeftByGotoDoesNotComeBack() {
    assertThat(
            fate(
                    "-A INPUT -j one",
                    "-A INPUT -j ACCEPT",
                    "-A one -g two",
                    "-A one -j DROP",
                    "-A two -p udp -j DROP")
                .rule())
        .isEqualTo("-A INPUT -j ACCEPT");
  }

  @Test
  void aChainThatCallsItselfEnds() {
    assertThat(fate("-A INPUT -j one", "-A one -j one").outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-p tcp -m tcp --dport 25 -j DNAT --to-destination 172.17.0.2:25 | SENT_ON",
        "-p tcp -m mark --mark 0x1 -j DNAT --to-destination 172.17.0.2:25 | UNKNOWN",
        "-p tcp -m tcp --dport 26 -j DNAT --to-destination 172.17.0.2:26 | DROPPED",
        "-p tcp -m tcp --dport 25 -j REDIRECT --to-ports 26 | DROPPED",
        "-j NFQUEUE --queue-num 1 | DROPPED",
        "-m mark --mark 0x1 -j DROP | DROPPED",
      })
  void whatIsSentOnToAContainerNeverMeetsTheRulesForThisHost(String rule, Outcome expected) {
    String save =
        "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING "
            + rule
            + "\nCOMMIT\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n";
    assertThat(walked(save).outcome()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flags dormant | ACCEPTED",
        "flags owner,dormant; | ACCEPTED",
        "flags owner | DROPPED",
        "comment \"flags dormant\" | DROPPED",
      })
  void aTableThatIsDormantFiltersNothing(String flags, Outcome expected) throws FirewallException {
    // The flags are what nft 1.0.6 makes of them.
    NftRuleset ruleset =
        NftRuleset.read(
            """
            {"nftables": [
              {"table": {"family": "inet", "name": "t", "handle": 1, "flags": "t"}},
              {"chain": {"family": "inet", "table": "t", "name": "in", "type": "filter",
                         "hook": "input", "prio": 0, "policy": "drop"}}]}
            """,
            NftListing.read(
                "table inet t { # handle 1\n\t%s\n\tset s { # handle 2\n\t\tflags interval\n\t}\n}\n"
                    .formatted(flags)));
    List<BaseChain> bases =
        ruleset.tables().entrySet().stream()
            .flatMap(table -> ruleset.baseChains(table.getKey(), table.getValue()).stream())
            .toList();
    assertThat(simulation(bases, List.of()).fate(PACKET).outcome()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "{\"nftables\": [", "[1, 2"})
  void whatIsNoJsonIsASentence(String said) {
    assertThatThrownBy(() -> NftRuleset.read(said, NftListing.NONE))
        .isInstanceOf(FirewallException.class)
        .hasMessageContaining("JSON");
  }

  private static Fate fate(String... rules) {
    String save =
        "*filter\n:INPUT DROP [0:0]\n:one - [0:0]\n" + String.join("\n", rules) + "\nCOMMIT\n";
    return walked(save);
  }

  private static Fate walked(String save) {
    IptablesSave read = IptablesSave.read(save, true);
    return simulation(read.baseChains(), read.lines()).fate(PACKET);
  }

  private static Simulation simulation(List<BaseChain> bases, List<String> lines) {
    return new Simulation(bases, lines, _ -> Optional.of("eth0"), lines, NftListing.NONE);
  }
}
