package org.gatepost.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class ElectionTest {
  private static final List<String> THREE =
      List.of("10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211");
  private static final List<String> FOUR =
      List.of("10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211", "10.0.0.4:11211");

  @ParameterizedTest
  @CsvFileSource(resources = "keys.csv", numLinesToSkip = 1)
  void zimbrasServersAreElected(
      String logicalKey, String wireKey, String hash, int ofTwo, int ofThree) {
    byte[] key = logicalKey.getBytes(UTF_8);
    assertThat(ZimbraElection.hash(key)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    assertThat(new ZimbraElection(2).elect(key, any -> true)).isEqualTo(ofTwo);
    assertThat(new ZimbraElection(3).elect(key, any -> true)).isEqualTo(ofThree);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "keys.csv", numLinesToSkip = 1)
  void keysGoOverTheWireHashed(String logicalKey, String wireKey) {
    assertThat(new WireKeys(true).of(logicalKey.getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo(wireKey);
  }

  @Test
  void nextServerInDeclaredOrderTakesOver() {
    var election = new ZimbraElection(3);
    for (byte[] key : keys(100)) {
      int first = election.elect(key, any -> true);
      int second = election.elect(key, server -> server != first);
      assertThat(second).isEqualTo((first + 1) % 3);
      assertThat(election.elect(key, server -> server != first && server != second))
          .isEqualTo((first + 2) % 3);
    }
  }

  @Test
  void nobodyIsElectedWhenNobodyAnswers() {
    for (byte[] key : keys(10)) {
      assertThat(new ZimbraElection(3).elect(key, any -> false)).isEqualTo(Election.NOBODY);
      assertThat(new KetamaElection(THREE).elect(key, any -> false)).isEqualTo(Election.NOBODY);
    }
  }

  @Test
  void octetsAbove127CountAsTheyAreWithoutSign() {
    assertThat(ZimbraElection.hash(new byte[] {(byte) 0xff}))
        .isEqualTo(ofOneOctet(0xff))
        .isNotEqualTo(ofOneOctet(-1));
  }

  /** The same by hand. */
  private static long ofOneOctet(long octet) {
    long h = octet;
    h = h + (h << 10);
    h = h ^ (h >>> 6);
    h = h + (h << 3);
    h = h ^ (h >>> 11);
    return h + (h << 15);
  }

  @Test
  void ketamaGivesAboutAnEqualShareToAll() {
    var election = new KetamaElection(FOUR);
    int[] shares = new int[4];
    for (byte[] key : keys(10_000)) {
      shares[election.elect(key, any -> true)]++;
    }
    for (int share : shares) {
      assertThat(share).isBetween(1_900, 3_100);
    }
  }

  @Test
  void furtherServerTakesItsShareInKetamaAndMovesNoOtherKey() {
    var three = new KetamaElection(THREE);
    var four = new KetamaElection(FOUR);
    int moved = 0;
    for (byte[] key : keys(10_000)) {
      int before = three.elect(key, any -> true);
      int after = four.elect(key, any -> true);
      if (after != before) {
        assertThat(after).isEqualTo(3);
        moved++;
      }
    }
    assertThat(moved).isBetween(1_900, 3_100);
  }

  @Test
  void serverThatIsAwayMovesItsOwnKeysAloneInKetama() {
    var election = new KetamaElection(FOUR);
    for (byte[] key : keys(1_000)) {
      int before = election.elect(key, any -> true);
      int without = election.elect(key, server -> server != 2);
      assertThat(without).isNotEqualTo(2);
      if (before != 2) {
        assertThat(without).isEqualTo(before);
      }
    }
  }

  @Test
  void ketamaDependsOnNamesAndNotOnTheirOrder() {
    var one = new KetamaElection(THREE);
    var other = new KetamaElection(THREE.reversed());
    for (byte[] key : keys(1_000)) {
      assertThat(other.elect(key, any -> true)).isEqualTo(2 - one.elect(key, any -> true));
    }
  }

  private static List<byte[]> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ("route:proto=imap;user=user" + i + "@example.org").getBytes(UTF_8))
        .toList();
  }
}
