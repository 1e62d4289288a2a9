package org.gatepost.memcached;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.gatepost.memcached.Tally.Result;

/**
 * One command and the future of its answer: writes itself and judges its own reply (spec mail 3.4).
 * The answer never fails; trouble is the answer of a server that has nothing. Confined to one event
 * loop once it is asked.
 *
 * @param <T> what is answered
 */
abstract sealed class Operation<T> {
  private static final byte[] NO_KEY = {};
  private static final int MOST_OF_A_COMMAND = 64;

  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private final T nothing;
  private byte[] key = NO_KEY;
  private long sentNanos;

  private Operation(T nothing) {
    this.nothing = nothing;
  }

  final CompletableFuture<T> answer() {
    return answer;
  }

  /** Says what it is about: a key that is safe on the wire. */
  final void about(byte[] wireKey) {
    key = wireKey;
  }

  final void sentAt(long nanos) {
    sentNanos = nanos;
  }

  final long sentNanos() {
    return sentNanos;
  }

  /** Whether a server could take it at all. */
  boolean isWithinLimits() {
    return true;
  }

  /** How large a buffer the command wants. */
  int size() {
    return MOST_OF_A_COMMAND + key.length;
  }

  /** Writes the command, its line end included. */
  abstract void writeTo(ByteBuf out);

  /** Takes a reply; false if it is none to this command, so that the connection is out of step. */
  abstract boolean on(Reply reply, Tally tally);

  /** Takes a refusal by the server; false if it is not certain where its next reply begins. */
  boolean onRefusal(String line, Tally tally) {
    return end(Result.REFUSED, tally);
  }

  /** Nobody answers, or nobody may be asked. */
  final boolean end(Result result, Tally tally) {
    return end(result, nothing, tally);
  }

  final boolean end(Result result, T value, Tally tally) {
    if (!answer.isDone()) {
      tally.count(result);
      answer.complete(value);
    }
    return true;
  }

  final void write(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  final void writeWithKey(ByteBuf out, String verb, String rest) {
    write(out, verb);
    out.writeByte(' ').writeBytes(key);
    write(out, rest);
  }

  final boolean isKey(String octets) {
    if (octets.length() != key.length) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      if (octets.charAt(i) != (key[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  static boolean is(String line, Reply reply) {
    return reply instanceof Reply.Line(var text) && text.equals(line);
  }

  /** Asks for a value. */
  static final class Get extends Operation<Optional<String>> {
    Get() {
      super(Optional.empty());
    }

    @Override
    void writeTo(ByteBuf out) {
      writeWithKey(out, "get", "\r\n");
    }

    /** Flags other than 0 mark what is no string to its writer: Java objects of mailbox servers. */
    @Override
    boolean on(Reply reply, Tally tally) {
      return switch (reply) {
        case Reply.Value(var key, var flags, var text) when isKey(key) ->
            flags.equals("0") ? end(Result.HIT, Optional.of(text), tally) : end(Result.MISS, tally);
        case Reply.LargeValue(var key) when isKey(key) -> end(Result.MISS, tally);
        case Reply.Line(var text) when text.equals("END") -> end(Result.MISS, tally);
        case Reply.Value _, Reply.LargeValue _, Reply.Line _, Reply.Nonsense _ -> false;
      };
    }
  }

  /** Writes a value: {@code add}, {@code set} or {@code append}. */
  static final class Store extends Operation<Boolean> {
    private static final int MAX_VALUE_BYTES = 1024 * 1024;

    private final String verb;
    private final byte[] value;
    private final long expirySeconds;

    Store(String verb, String value, long expirySeconds) {
      super(false);
      this.verb = verb;
      this.value = value.getBytes(StandardCharsets.UTF_8);
      this.expirySeconds = expirySeconds;
    }

    @Override
    boolean isWithinLimits() {
      return value.length <= MAX_VALUE_BYTES;
    }

    @Override
    int size() {
      return super.size() + value.length;
    }

    @Override
    void writeTo(ByteBuf out) {
      writeWithKey(out, verb, " 0 " + expirySeconds + " " + value.length + "\r\n");
      out.writeBytes(value);
      write(out, "\r\n");
    }

    @Override
    boolean on(Reply reply, Tally tally) {
      if (is("STORED", reply)) {
        return end(Result.STORED, true, tally);
      }
      return is("NOT_STORED", reply) && end(Result.REFUSED, tally);
    }

    /**
     * A server that did not understand the first line may take the value for the next command, and
     * the reply to that for the reply to somebody else's question.
     */
    @Override
    boolean onRefusal(String line, Tally tally) {
      return super.onRefusal(line, tally) && line.startsWith("SERVER_ERROR");
    }
  }

  /** Gives an entry a new life. */
  static final class Touch extends Operation<Boolean> {
    private final long expirySeconds;

    Touch(long expirySeconds) {
      super(false);
      this.expirySeconds = expirySeconds;
    }

    @Override
    void writeTo(ByteBuf out) {
      writeWithKey(out, "touch", " " + expirySeconds + "\r\n");
    }

    @Override
    boolean on(Reply reply, Tally tally) {
      if (is("TOUCHED", reply)) {
        return end(Result.STORED, true, tally);
      }
      return is("NOT_FOUND", reply) && end(Result.MISS, tally);
    }
  }

  /** Counts one more. */
  static final class Increment extends Operation<OptionalLong> {
    private static final int MAX_DIGITS = 18;

    Increment() {
      super(OptionalLong.empty());
    }

    @Override
    void writeTo(ByteBuf out) {
      writeWithKey(out, "incr", " 1\r\n");
    }

    @Override
    boolean on(Reply reply, Tally tally) {
      if (is("NOT_FOUND", reply)) {
        return end(Result.MISS, tally);
      }
      return reply instanceof Reply.Line(var text)
          && isNumber(text)
          && end(Result.HIT, OptionalLong.of(number(text)), tally);
    }

    private static boolean isNumber(String text) {
      return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Counters of memcached have 64 bits without a sign: more than ours hold. */
    private static long number(String text) {
      return text.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text);
    }
  }

  /** Forgets an entry. */
  static final class Delete extends Operation<Boolean> {
    Delete() {
      super(false);
    }

    @Override
    void writeTo(ByteBuf out) {
      writeWithKey(out, "delete", "\r\n");
    }

    @Override
    boolean on(Reply reply, Tally tally) {
      if (is("DELETED", reply)) {
        return end(Result.HIT, true, tally);
      }
      return is("NOT_FOUND", reply) && end(Result.MISS, tally);
    }
  }
}
