package org.gatepost.web.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gatepost.net.upstream.UpstreamHealth.Rest;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.web.request.PoolName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolTest {
  private static final Rest REST = new Rest(1, Duration.ofSeconds(60));
  // 4470 and 3290: the first and the third of three.
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");

  private static Peer peer(String host, String address, int port, String version) {
    return new Peer(
        host,
        new InetSocketAddress(InetAddress.ofLiteral(address), port),
        Optional.of(version).filter(text -> !text.isEmpty()),
        REST);
  }

  private static Pool pool(String... versions) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < versions.length; i++) {
      peers.add(peer("s" + i + ".example.com", "192.0.2." + (10 + i), 8443, versions[i]));
    }
    return new Pool(PoolName.MAIL, true, peers);
  }

  private static Optional<Integer> chosen(
      Pool pool, String version, boolean exactly, Integer... unusable) {
    Set<Integer> resting = Set.of(unusable);
    return pool.byAddress(
            CLIENT,
            Optional.of(version).filter(text -> !text.isEmpty()),
            exactly,
            peer -> !resting.contains(pool.peers().indexOf(peer)))
        .map(pool.peers()::indexOf);
  }

  private static Route route(String host, int port, String... addresses) {
    List<InetSocketAddress> list =
        Arrays.stream(addresses)
            .map(text -> new InetSocketAddress(InetAddress.ofLiteral(text), port))
            .toList();
    return new Route(host, port, list, "bob@example.org", Optional.empty(), Keeping.ROUTE);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.com, 8443, '', a1",
    "A.Example.com, 8443, '', a1",
    "a.example.com, 8080, '', ",
    "other.name, 8443, 192.0.2.2, a2",
    "a.example.com, 8443, 192.0.2.2, a2",
    "b.example.com, 8443, 192.0.2.9, b",
    "192.0.2.3, 8443, 192.0.2.3, b",
    "other.name, 8443, 192.0.2.9, ",
    "other.name, 8080, 192.0.2.3, ",
    "other.name, 8443, '', ",
  })
  void ownersAreFoundByAddressOrName(String host, int port, String address, String expected) {
    Peer a1 = peer("a.example.com", "192.0.2.1", 8443, "");
    Peer a2 = peer("a.example.com", "192.0.2.2", 8443, "");
    Peer b = peer("b.example.com", "192.0.2.3", 8443, "");
    Pool pool = new Pool(PoolName.MAIL, true, List.of(a1, a2, b));
    Route route = address.isEmpty() ? route(host, port) : route(host, port, address);

    Optional<Peer> owner = pool.owner(route);

    assertThat(owner.map(peer -> peer == a1 ? "a1" : peer == a2 ? "a2" : "b").orElse(null))
        .isEqualTo(expected);
  }

  @Test
  void theFirstAddressOfARouteIsTheBest() {
    Peer a1 = peer("a.example.com", "192.0.2.1", 8443, "");
    Peer a2 = peer("a.example.com", "192.0.2.2", 8443, "");
    Pool pool = new Pool(PoolName.MAIL, true, List.of(a1, a2));

    assertThat(pool.owner(route("a.example.com", 8443, "192.0.2.2", "192.0.2.1"))).contains(a2);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 2", "127.0.0.2, 0", "127.0.0.3, 1", "192.0.2.7, 0", "2001:db8::1, 2"})
  void visitorsGoWhereTheirAddressSays(String client, int index) {
    Pool pool = pool("", "", "");

    assertThat(pool.byAddress(InetAddress.ofLiteral(client), Optional.empty(), true, peer -> true))
        .contains(pool.peers().get(index));
  }

  @Test
  void whoseServerRestsGoesWhereTheNextRoundSays() {
    assertThat(chosen(pool("", "", ""), "", true)).contains(0);
    assertThat(chosen(pool("", "", ""), "", true, 0)).contains(2);
    assertThat(chosen(pool("", "", ""), "", true, 0, 2)).contains(1);
    assertThat(chosen(pool("", "", ""), "", true, 0, 1, 2)).isEmpty();
  }

  @Test
  void whereNoRoundLeadsToAnybodyTheLeastBusyServes() {
    String[] versions = new String[50];
    Arrays.fill(versions, "");
    Pool pool = pool(versions);
    // The twenty rounds of this address lead to 17 of fifty servers.
    List<Peer> met = new ArrayList<>();
    for (int round = 0, hash = AddressHash.first(CLIENT); round < 20; round++) {
      met.add(pool.peers().get(hash % 50));
      hash = AddressHash.next(hash, CLIENT);
    }
    Peer idle = pool.peers().get(7);
    assertThat(met).doesNotContain(idle);
    pool.peers().stream().filter(peer -> peer != idle).forEach(Peer::begin);

    assertThat(pool.byAddress(CLIENT, Optional.empty(), true, peer -> !met.contains(peer)))
        .contains(idle);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # token        | exactly | chosen
          10.1.0_GA_4655 | true    | 2
          10.1.0_GA_4655 | false   | 2
          10.1.9         | true    | 3
          10.1.9         | false   | 2
          10.1_GA        | false   | 2
          10.0.5         | true    | 0
          10.0.1         | false   | 0
          10.10.1        | false   | 2
          """)
  void theVersionOfATokenNarrowsTheChoice(String token, boolean exactly, int index) {
    // By address alone it would be the third.
    Pool pool = pool("10.0.5", "", "10.1.0_GA_4655", "10.1.9");

    assertThat(chosen(pool, token, exactly)).contains(index);
  }

  @Test
  void anyServerIsBetterThanNone() {
    assertThat(chosen(pool("10.0.5", "10.0.5", "10.0.5"), "9.0.0", true)).contains(0);
    assertThat(chosen(pool("10.0.5", "10.0.5", ""), "", true)).contains(0);
    assertThat(chosen(pool("10.0.5", "10.1.0", "10.0.5"), "10.1.0", true, 1)).contains(0);
    assertThat(chosen(pool(), "", true)).isEmpty();
  }

  @Test
  void aPeerIsAskedOnceBecauseItMayAdmitASingleProbe() {
    Pool pool = pool("10.0.5", "10.1.0", "", "10.1.0", "10.0.5");
    List<Peer> asked = new ArrayList<>();
    Predicate<Peer> none = peer -> !asked.add(peer);

    assertThat(pool.byAddress(CLIENT, Optional.of("10.1.0"), true, none)).isEmpty();

    assertThat(asked).doesNotHaveDuplicates().hasSize(5);
    assertThat(asked.subList(0, 2))
        .containsExactlyInAnyOrder(pool.peers().get(1), pool.peers().get(3));
  }

  @Test
  void peersCountTheirRequests() {
    Peer peer = peer("a.example.com", "192.0.2.1", 8443, "");
    peer.begin();
    peer.begin();
    peer.end();

    assertThat(peer.inFlight()).isEqualTo(1);
    assertThat(peer).hasToString("a.example.com at 192.0.2.1:8443");
  }
}
