package org.gatepost.net.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.gatepost.net.upstream.UpstreamHealth.Rest;
import org.junit.jupiter.api.Test;

final class UpstreamHealthTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 143);
  private static final InetSocketAddress OTHER =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 143);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Rest REST = new Rest(2, Duration.ofSeconds(10));

  private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos(); // clocks may overflow
  private final UpstreamHealth health = new UpstreamHealth(() -> now);

  private boolean admitted(InetSocketAddress address) {
    return health.admits(address, CONNECT);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      health.failed(SERVER, REST, "refused");
    }
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void aServerRestsAfterSoManyFailuresInARowAndNoOtherDoes() {
    fail(1);
    assertThat(admitted(SERVER)).isTrue();
    fail(1);
    assertThat(admitted(SERVER)).isFalse();
    assertThat(admitted(OTHER)).isTrue();
    assertThat(health.resting()).containsExactly("127.0.0.1:143");
  }

  @Test
  void oneSuccessBetweenThemClearsTheCount() {
    fail(1);
    health.connected(SERVER);
    fail(1);
    assertThat(admitted(SERVER)).isTrue();
  }

  @Test
  void whenItsTimeIsOverASingleLoginIsTheProbe() {
    fail(2);
    pass(10);
    assertThat(admitted(SERVER)).isTrue();
    assertThat(admitted(SERVER)).as("a second one meanwhile").isFalse();
    health.connected(SERVER);
    assertThat(admitted(SERVER)).isTrue();
    assertThat(health.resting()).isEmpty();
  }

  @Test
  void aProbeThatFailsBeginsAnotherRest() {
    fail(2);
    pass(10);
    assertThat(admitted(SERVER)).isTrue();
    fail(1);
    pass(9);
    assertThat(admitted(SERVER)).isFalse();
    pass(1);
    assertThat(admitted(SERVER)).isTrue();
  }

  @Test
  void aProbeOfWhichNothingIsHeardIsFollowedByAnother() {
    fail(2);
    pass(10);
    assertThat(admitted(SERVER)).isTrue();
    pass(3);
    assertThat(admitted(SERVER)).isTrue();
  }

  @Test
  void withoutALimitNobodyRests() {
    for (int i = 0; i < 100; i++) {
      health.failed(SERVER, new Rest(0, Duration.ofSeconds(10)), "refused");
    }
    assertThat(admitted(SERVER)).isTrue();
  }
}
