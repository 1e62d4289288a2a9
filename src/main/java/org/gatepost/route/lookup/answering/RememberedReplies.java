package org.gatepost.route.lookup.answering;

import java.util.function.LongSupplier;
import org.gatepost.route.ShortMemory;
import org.jspecify.annotations.Nullable;

/** The replies of the last seconds. Safe for use by many threads; never blocks. */
final class RememberedReplies {
  private final ShortMemory<ReplyKey, Reply> replies;

  RememberedReplies(int capacity, LongSupplier nanoClock) {
    this.replies = new ShortMemory<>(capacity, nanoClock);
  }

  @Nullable Reply get(ReplyKey key) {
    return replies.get(key);
  }

  void forget() {
    replies.clear();
  }

  /** Remembers a reply for as long as it says. */
  void put(ReplyKey key, Reply reply) {
    if (reply.life().isZero() || !key.isSmall()) {
      // What was known until now is no longer true.
      replies.remove(key);
    } else {
      replies.put(key, reply, reply.life());
    }
  }
}
