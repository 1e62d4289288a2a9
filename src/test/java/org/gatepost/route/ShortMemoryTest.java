package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.gatepost.route.RouteException.Reason;
import org.junit.jupiter.api.Test;

final class ShortMemoryTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  // Near its end, where the JDK's clock may be: only differences of times mean anything.
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);
  private final ShortMemory<RouteKey, Answer> cache = new ShortMemory<>(2, clock::get);

  private static RouteKey key(String name) {
    return new RouteKey(
        UpstreamProtocol.IMAP,
        RouteQuestion.Named.BY_NAME,
        name,
        RouteQuestion.Service.MAILBOX,
        null,
        null);
  }

  private static Answer answer(String text) {
    return new Answer.None(Reason.NO_SUCH_ACCOUNT, text);
  }

  @Test
  void answerLivesToTheLastNanosecondOfItsLife() {
    cache.put(key("a"), answer("a"), MINUTE);
    clock.addAndGet(MINUTE.toNanos() - 1);
    assertThat(cache.get(key("a"))).isEqualTo(answer("a"));
    clock.incrementAndGet();
    assertThat(cache.get(key("a"))).isNull();
  }

  @Test
  void answerWithoutLifeIsNotRemembered() {
    cache.put(key("a"), answer("a"), Duration.ZERO);
    assertThat(cache.get(key("a"))).isNull();
    ShortMemory<RouteKey, Answer> none = new ShortMemory<>(0, clock::get);
    none.put(key("a"), answer("a"), MINUTE);
    assertThat(none.get(key("a"))).isNull();
  }

  @Test
  void whatHasExpiredGoesFirstWhenItIsFull() {
    cache.put(key("old"), answer("old"), Duration.ofSeconds(1));
    cache.put(key("young"), answer("young"), MINUTE);
    clock.addAndGet(Duration.ofSeconds(2).toNanos());
    cache.put(key("new"), answer("new"), MINUTE);
    assertThat(cache.get(key("young"))).isNotNull();
    assertThat(cache.get(key("new"))).isNotNull();
    assertThat(cache.get(key("old"))).isNull();
  }

  @Test
  void everythingGoesWhenItIsFullAndNothingHasExpired() {
    cache.put(key("a"), answer("a"), MINUTE);
    cache.put(key("b"), answer("b"), MINUTE);
    cache.put(key("c"), answer("c"), MINUTE);
    assertThat(cache.get(key("a"))).isNull();
    assertThat(cache.get(key("b"))).isNull();
    assertThat(cache.get(key("c"))).isEqualTo(answer("c"));
  }

  @Test
  void newerAnswerReplacesTheOlder() {
    cache.put(key("a"), answer("1"), MINUTE);
    cache.put(key("a"), answer("2"), MINUTE);
    assertThat(cache.get(key("a"))).isEqualTo(answer("2"));
    cache.remove(key("a"));
    assertThat(cache.get(key("a"))).isNull();
  }
}
