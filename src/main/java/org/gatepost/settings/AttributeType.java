package org.gatepost.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the text of an attribute becomes a value.
 *
 * @param <T> the value: what {@link EffectiveSettings#value} answers
 */
public sealed interface AttributeType<T> {
  /**
   * Reads the values of one entry.
   *
   * @param values at least one
   * @throws IllegalArgumentException if they are not {@link #allowed}
   */
  T parse(List<String> values);

  /** What may be written, as it reads after "allowed: ". */
  String allowed();

  /** Whether an entry may hold several values. */
  default boolean multi() {
    return false;
  }

  /** What a bare number counts; empty where that makes no sense. */
  default String unit() {
    return "";
  }

  /** A type of which an entry holds one value. */
  sealed interface Single<T> extends AttributeType<T> {
    /** Reads one value, as {@link AttributeType#parse(List)} does. */
    T parseOne(String value);

    @Override
    default T parse(List<String> values) {
      if (values.size() != 1) {
        throw new IllegalArgumentException("it takes one value");
      }
      return parseOne(values.getFirst());
    }
  }

  /** {@code TRUE} or {@code FALSE}. */
  record Flag() implements Single<Boolean> {
    @Override
    public Boolean parseOne(String value) {
      return switch (value.toUpperCase(Locale.ROOT)) {
        case "TRUE" -> true;
        case "FALSE" -> false;
        default -> throw new IllegalArgumentException(value);
      };
    }

    @Override
    public String allowed() {
      return "TRUE or FALSE";
    }
  }

  /** A whole number. */
  record Whole(int min, int max) implements Single<Integer> {
    @Override
    public Integer parseOne(String value) {
      int number = Integer.parseInt(value);
      if (number < min || number > max) {
        throw new IllegalArgumentException(value);
      }
      return number;
    }

    @Override
    public String allowed() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /** A span of time; never negative. */
  record Time(ChronoUnit bareUnit) implements Single<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");
    // Longer spans are typing errors, and would overflow when counted in nanoseconds.
    private static final Duration LONGEST = Duration.ofDays(3650);

    @Override
    public Duration parseOne(String value) {
      var match = FORM.matcher(value);
      if (!match.matches()) {
        throw new IllegalArgumentException(value);
      }
      var time = inUnit(Long.parseLong(match.group(1)), match.group(2));
      if (time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(value);
      }
      return time;
    }

    private Duration inUnit(long number, @Nullable String unit) {
      return switch (unit) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        case null, default -> Duration.of(number, bareUnit);
      };
    }

    @Override
    public String allowed() {
      return "a duration up to 3650d such as 500ms, 30s, 5m, 1h, 2d; a bare number counts "
          + bareUnit.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String unit() {
      return bareUnit == ChronoUnit.MINUTES ? "m" : "s";
    }
  }

  /** One of the constants of an enum, written in lower case. */
  record Choice<E extends Enum<E>>(Class<E> type) implements Single<E> {
    @Override
    public E parseOne(String value) {
      return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    }

    @Override
    public String allowed() {
      return String.join(
          ", ",
          Arrays.stream(type.getEnumConstants())
              .map(e -> e.name().toLowerCase(Locale.ROOT))
              .toList());
    }
  }

  /** One of some words. */
  record Word(List<String> words) implements Single<String> {
    @Override
    public String parseOne(String value) {
      var word = value.toLowerCase(Locale.ROOT);
      if (!words.contains(word)) {
        throw new IllegalArgumentException(value);
      }
      return word;
    }

    @Override
    public String allowed() {
      return String.join(", ", words);
    }
  }

  /** Any text. */
  record Text() implements Single<String> {
    @Override
    public String parseOne(String value) {
      return value;
    }

    @Override
    public String allowed() {
      return "a text";
    }
  }

  /** The name of a file. */
  record FileName() implements Single<Path> {
    @Override
    public Path parseOne(String value) {
      if (value.isBlank()) {
        throw new IllegalArgumentException("no name");
      }
      return Path.of(value);
    }

    @Override
    public String allowed() {
      return "the name of a file";
    }
  }

  /** An address or a range of addresses. */
  record AddressRange() implements Single<Cidr> {
    @Override
    public Cidr parseOne(String value) {
      return Cidr.parse(value);
    }

    @Override
    public String allowed() {
      return "IPv4 or IPv6 addresses or ranges such as 192.0.2.0/24 or 2001:db8::/32";
    }
  }

  /** Any number of values of one type. */
  record Many<T>(Single<T> each) implements AttributeType<List<T>> {
    @Override
    public List<T> parse(List<String> values) {
      return values.stream().map(each::parseOne).toList();
    }

    @Override
    public String allowed() {
      return each.allowed();
    }

    @Override
    public boolean multi() {
      return true;
    }
  }
}
