package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.Opening;
import org.gatepost.settings.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may reach what: spec http 6.1, columns "single" and "multi". */
final class WhitelistsTest {
  private static final Terms OFFICE = new Terms(List.of(Cidr.parse("192.0.2.0/24")), Set.of(22));

  private static final Host PROXY = host("proxy1", "10.0.0.1,2001:db8::1", Role.PROXY);
  private static final Host MAILBOX = host("mbx1", "10.0.0.3", Role.MAILBOX);
  private static final Host CACHE = host("cache1", "10.0.0.4", Role.MEMCACHED);
  private static final Host LDAP = host("ldap1", "10.0.0.5", Role.LDAP);
  private static final Host MTA = host("mta1", "10.0.0.6", Role.MTA, Role.ANTIVIRUS);
  private static final MailSystem SYSTEM =
      new MailSystem(List.of(PROXY, MAILBOX, CACHE, LDAP, MTA), List.of());

  /** With every port of its roles open, UDP too. */
  private static Host host(String name, String addresses, Role... roles) {
    Set<Role> all = Set.copyOf(Stream.concat(Stream.of(Role.EVERY), Stream.of(roles)).toList());
    return new Host(
        name,
        Stream.of(addresses.split(","))
            .filter(address -> !address.isEmpty())
            .map(InetAddress::ofLiteral)
            .toList(),
        all,
        Catalogue.ports().stream()
            .filter(port -> all.contains(port.servedBy()))
            .map(port -> new Opening(port, port.number(), true, ""))
            .toList());
  }

  private static List<String> permits(Whitelist whitelist, int port) {
    return whitelist.permits().stream()
        .filter(permit -> permit.port() == port)
        .map(WhitelistsTest::shown)
        .toList();
  }

  private static String shown(Permit permit) {
    return permit.port()
        + "/"
        + permit.transport()
        + " "
        + switch (permit.source()) {
          case Source.Anyone() -> "anyone";
          case Source.Networks(var who, var networks) -> who + " " + networks;
        };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          proxy1 | 443   | 443/tcp anyone
          proxy1 | 9071  | 9071/tcp administrators [192.0.2.0/24]
          mbx1   | 7072  | 7072/tcp proxy1 [10.0.0.1/32, 2001:db8:0:0:0:0:0:1/128]
          mbx1   | 7993  | 7993/tcp proxy1 [10.0.0.1/32, 2001:db8:0:0:0:0:0:1/128]
          mbx1   | 7025  | 7025/tcp mta1 [10.0.0.6/32]
          mbx1   | 7306  | ''
          mbx1   | 7171  | ''
          mta1   | 25    | 25/tcp anyone
          mta1   | 3310  | ''
          mta1   | 10025 | ''
          """)
  void eachPortIsOpenToThoseWhoNeedItAlone(String name, int port, String permits) throws Exception {
    Whitelist whitelist = Whitelists.of(SYSTEM, SYSTEM.host(name), OFFICE);
    assertThat(String.join(", ", permits(whitelist, port))).isEqualTo(permits);
  }

  @Test
  void memcachedIsForProxiesAndMailboxServersAndNeverOverUdp() throws Exception {
    assertThat(permits(Whitelists.of(SYSTEM, CACHE, OFFICE), 11_211))
        .containsExactly(
            "11211/tcp mbx1 [10.0.0.3/32]",
            "11211/tcp proxy1 [10.0.0.1/32, 2001:db8:0:0:0:0:0:1/128]");
  }

  @ParameterizedTest
  @CsvSource({"11211, 993, IMAP", "993, 22, SSH", "9071, 443, web"})
  void portsOfDifferentPeopleMovedOntoEachOtherMakeNoWhitelist(int from, int to, String other) {
    Host proxy = host("proxy1", "10.0.0.1", Role.PROXY, Role.MEMCACHED);
    Host moved =
        new Host(
            proxy.name(),
            proxy.addresses(),
            proxy.roles(),
            proxy.openings().stream()
                .map(opening ->
                    opening.number() == from
                        ? new Opening(opening.port(), to, true, "moved")
                        : opening)
                .toList());
    MailSystem system = new MailSystem(List.of(moved, MAILBOX), List.of());
    assertThatThrownBy(() -> Whitelists.of(system, moved, OFFICE))
        .isInstanceOf(FirewallException.class)
        .hasMessageContaining("proxy1 has port %d/tcp", to)
        .hasMessageContaining(other)
        .hasMessageContaining("move one of them");
  }

  @Test
  void directoryIsForEveryHostOfTheSystem() throws Exception {
    assertThat(permits(Whitelists.of(SYSTEM, LDAP, OFFICE), 389))
        .hasSize(4)
        .noneMatch(permit -> permit.contains("ldap1") || permit.contains("administrators"));
  }

  @Test
  void nothingButSshAndPublicDoorsIsOpenWhereOneHostDoesEverything() throws Exception {
    Host all = host("all", "10.0.0.1", Role.values());
    Whitelist whitelist = Whitelists.of(new MailSystem(List.of(all), List.of()), all, OFFICE);
    assertThat(whitelist.permits().stream().map(WhitelistsTest::shown))
        .containsExactly(
            "22/tcp administrators [192.0.2.0/24]",
            "25/tcp anyone",
            "80/tcp anyone",
            "110/tcp anyone",
            "143/tcp anyone",
            "443/tcp anyone",
            "465/tcp anyone",
            "587/tcp anyone",
            "993/tcp anyone",
            "995/tcp anyone",
            "3443/tcp anyone",
            "5222/tcp anyone",
            "5223/tcp anyone",
            "7071/tcp administrators [192.0.2.0/24]",
            "9071/tcp administrators [192.0.2.0/24]",
            "9072/tcp administrators [192.0.2.0/24]");
    assertThat(whitelist.warnings()).isEmpty();
  }

  @Test
  void sshStandsFirstOnEachOfItsPorts() throws Exception {
    Whitelist whitelist =
        Whitelists.of(SYSTEM, PROXY, new Terms(OFFICE.administrators(), Set.of(22, 2222)));
    assertThat(whitelist.permits().stream().map(WhitelistsTest::shown))
        .startsWith(
            "22/tcp administrators [192.0.2.0/24]",
            "22/tcp cache1 [10.0.0.4/32]",
            "22/tcp ldap1 [10.0.0.5/32]",
            "22/tcp mbx1 [10.0.0.3/32]",
            "22/tcp mta1 [10.0.0.6/32]",
            "2222/tcp administrators [192.0.2.0/24]");
  }

  @Test
  void withoutNetworksSshStaysOpenAndAdministrationIsShut() throws Exception {
    Whitelist whitelist = Whitelists.of(SYSTEM, PROXY, new Terms(List.of(), Set.of(2222)));
    assertThat(permits(whitelist, 2222)).containsExactly("2222/tcp anyone");
    assertThat(permits(whitelist, 22)).isEmpty();
    assertThat(permits(whitelist, 9071)).isEmpty();
    assertThat(whitelist.warnings())
        .contains(
            "SSH (port 2222) stays open to everybody: name your networks by --admin-from.",
            "9071/tcp (administration console through the proxy) stays closed to administrators: name"
                + " their networks by --admin-from.")
        .anyMatch(warning -> warning.startsWith("zimbraRemoteManagementPort of proxy1 is 22"));
  }

  @Test
  void withoutASshServerItsUsualPortStaysOpen() throws Exception {
    Whitelist whitelist =
        Whitelists.of(SYSTEM, PROXY, new Terms(OFFICE.administrators(), Set.of()));
    assertThat(permits(whitelist, 22)).contains("22/tcp administrators [192.0.2.0/24]");
    assertThat(whitelist.warnings())
        .containsExactly("No SSH server was found on proxy1: port 22 stays open for it.");
  }

  @Test
  void networksWithinOthersAreLeftOutWithASentence() throws Exception {
    Terms terms =
        new Terms(
            Stream.of("2001:db8:1::/48", "10.1.0.0/16", "10.0.0.0/8", "10.0.0.0/8", "10.1.2.3")
                .map(Cidr::parse)
                .toList(),
            Set.of(22));
    Whitelist whitelist = Whitelists.of(SYSTEM, PROXY, terms);
    assertThat(permits(whitelist, 9071))
        .containsExactly("9071/tcp administrators [10.0.0.0/8, 2001:db8:1:0:0:0:0:0/48]");
    assertThat(whitelist.warnings())
        .containsExactly(
            "10.1.0.0/16 is left out: 10.0.0.0/8 has it.",
            "10.1.2.3/32 is left out: 10.0.0.0/8 has it.");
  }

  @Test
  void everybodyAsAdministratorsIsWarnedOf() throws Exception {
    Whitelist whitelist =
        Whitelists.of(SYSTEM, PROXY, new Terms(List.of(Cidr.parse("0.0.0.0/0")), Set.of(22)));
    assertThat(whitelist.warnings())
        .containsExactly(
            "--admin-from 0.0.0.0/0 is everybody: administration is open to the Internet.");
  }

  @Test
  void administratorsOfTheOtherFamilyAreWarnedOfBeforeTheyLockThemselvesOut() throws Exception {
    Whitelist whitelist =
        Whitelists.of(
            SYSTEM, MAILBOX, new Terms(List.of(Cidr.parse("2001:db8:9::/48")), Set.of(22)));
    assertThat(whitelist.warnings())
        .contains(
            "--admin-from names only IPv6, and mbx1 has only IPv4: administrators cannot reach it, not"
                + " even by SSH.");
  }

  @Test
  void peersThatCannotBeLetInAreWarnedOf() throws Exception {
    Host lost = host("proxy2", "", Role.PROXY);
    Host six = host("proxy3", "2001:db8::3", Role.PROXY);
    MailSystem system = SYSTEM.with(lost).with(six);
    Whitelist whitelist = Whitelists.of(system, MAILBOX, OFFICE);
    assertThat(permits(whitelist, 7072))
        .containsExactly(
            "7072/tcp proxy1 [10.0.0.1/32, 2001:db8:0:0:0:0:0:1/128]",
            "7072/tcp proxy3 [2001:db8:0:0:0:0:0:3/128]");
    assertThat(whitelist.warnings())
        .contains(
            "proxy2 has no address: nothing lets it in here. Name it by --node proxy2=ADDRESS:ROLE.",
            "mbx1 has only IPv4, and proxy3 only IPv6: they cannot reach each other.");
    assertThatThrownBy(() -> Whitelists.of(system, lost, OFFICE))
        .isInstanceOf(FirewallException.class)
        .hasMessageContaining("proxy2 has no address that others can reach");
  }

  @Test
  void twoEntriesOfOneMachineAreWarnedOfAndNeedNoRule() throws Exception {
    Host twin = host("mail", "10.0.0.3", Role.PROXY);
    Whitelist whitelist = Whitelists.of(SYSTEM.with(twin), MAILBOX, OFFICE);
    assertThat(permits(whitelist, 7072)).noneMatch(permit -> permit.contains("mail"));
    assertThat(whitelist.warnings())
        .singleElement()
        .asString()
        .startsWith("mail has an address of");
  }

  @Test
  void portsOnOneNumberMakeOneRuleForEachSource() throws Exception {
    CataloguePort imap = Catalogue.port(143, Transport.TCP).orElseThrow();
    CataloguePort pop3 = Catalogue.port(110, Transport.TCP).orElseThrow();
    Host both =
        new Host(
            "both",
            MAILBOX.addresses(),
            Set.of(Role.EVERY, Role.PROXY, Role.MAILBOX),
            List.of(new Opening(imap, 7143, true, ""), new Opening(pop3, 7143, true, "")));
    MailSystem system = new MailSystem(List.of(both, PROXY), List.of());
    assertThat(permits(Whitelists.of(system, both, OFFICE), 7143))
        .containsExactly("7143/tcp anyone");
  }

  @Test
  void doorForBalancersIsForThemAlone() throws Exception {
    CataloguePort imaps = Catalogue.port(993, Transport.TCP).orElseThrow();
    Host proxy =
        new Host(
            "proxy1",
            PROXY.addresses(),
            PROXY.roles(),
            List.of(new Opening(imaps, 993, true, "", List.of(Cidr.parse("10.9.0.0/24")))));
    assertThat(permits(Whitelists.of(SYSTEM.with(proxy), proxy, OFFICE), 993))
        .containsExactly("993/tcp trusted peers [10.9.0.0/24]");
  }

  @Test
  void whomSettingsNameIsLetInThoughTheSystemHasOneHost() throws Exception {
    CataloguePort lookup = Catalogue.port(7072, Transport.TCP).orElseThrow();
    Host handler =
        new Host(
            "all",
            PROXY.addresses(),
            PROXY.roles(),
            List.of(
                new Opening(lookup, 7072, true, ""),
                new Opening(lookup, 7072, true, "", List.of(Cidr.parse("10.8.0.0/24")))));
    MailSystem system = new MailSystem(List.of(handler), List.of());
    assertThat(permits(Whitelists.of(system, handler, OFFICE), 7072))
        .containsExactly("7072/tcp trusted peers [10.8.0.0/24]");
  }
}
