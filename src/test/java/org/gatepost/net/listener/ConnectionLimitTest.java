package org.gatepost.net.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ConnectionLimitTest {
  private static final InetAddress ALICE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress BOB = InetAddress.ofLiteral("2001:db8::1");

  @Test
  void noLimitLetsEverybodyIn() {
    ConnectionLimit limit = new ConnectionLimit(0, 0);
    for (int i = 0; i < 1000; i++) {
      assertThat(limit.enter(ALICE)).isTrue();
    }
    assertThat(limit.open()).isEqualTo(1000);
  }

  @Test
  void doorHasSoManyPlacesAndNoMore() {
    ConnectionLimit limit = new ConnectionLimit(2, 0);
    assertThat(limit.enter(ALICE)).isTrue();
    assertThat(limit.enter(BOB)).isTrue();
    assertThat(limit.enter(ALICE)).isFalse();
    assertThat(limit.open()).isEqualTo(2);
    limit.leave(BOB);
    assertThat(limit.enter(ALICE)).isTrue();
  }

  @Test
  void addressHasSoManyPlacesAndOthersHaveTheirs() {
    ConnectionLimit limit = new ConnectionLimit(0, 1);
    assertThat(limit.enter(ALICE)).isTrue();
    assertThat(limit.enter(ALICE)).isFalse();
    assertThat(limit.enter(ALICE)).isFalse();
    assertThat(limit.enter(BOB)).isTrue();
    assertThat(limit.open()).isEqualTo(2);
    limit.leave(ALICE);
    assertThat(limit.enter(ALICE)).isTrue();
  }

  @Test
  void refusedAddressTakesNoPlaceFromOthers() {
    ConnectionLimit limit = new ConnectionLimit(2, 1);
    assertThat(limit.enter(ALICE)).isTrue();
    assertThat(limit.enter(ALICE)).isFalse();
    assertThat(limit.enter(BOB)).isTrue();
    assertThat(limit.open()).isEqualTo(2);
  }

  @Test
  @Timeout(20)
  void placesAreCountedRightWhenManyComeAndGo() throws InterruptedException {
    ConnectionLimit limit = new ConnectionLimit(4, 3);
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      InetAddress address = i % 2 == 0 ? ALICE : BOB;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                for (int n = 0; n < 5000; n++) {
                  if (limit.enter(address)) {
                    limit.leave(address);
                  }
                }
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(limit.open()).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(limit.enter(ALICE)).isTrue();
    }
    assertThat(limit.enter(ALICE)).isFalse();
  }
}
