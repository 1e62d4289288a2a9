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

  /** The original's word for the type. */
  String word();

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
    public String word() {
      return "boolean";
    }

    @Override
    public String allowed() {
      return "TRUE or FALSE";
    }
  }

  /** A type that is written as a whole number. */
  sealed interface Numeric<T> extends Single<T> {
    /** The least number. */
    long min();

    /** The greatest number. */
    long max();

    /** The value that a number between them stands for. */
    T of(long number);

    @Override
    default T parseOne(String value) {
      long number = number(value);
      if (number < min() || number > max()) {
        throw new IllegalArgumentException(value);
      }
      return of(number);
    }

    /**
     * The number, whether or not it lies between the bounds.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static long number(String value) {
      // Java also reads the digits of other scripts, LDAP does not.
      if (!value.matches("-?[0-9]{1,18}")) {
        throw new IllegalArgumentException(value);
      }
      return Long.parseLong(value);
    }

    @Override
    default String allowed() {
      return "a whole number from " + min() + " to " + max();
    }
  }

  /** A whole number. */
  record Whole(long min, long max) implements Numeric<Integer> {
    @Override
    public Integer of(long number) {
      return Math.toIntExact(number);
    }

    @Override
    public String word() {
      return "integer";
    }
  }

  /** A whole number that may be greater than two thousand million. */
  record BigWhole(long min, long max) implements Numeric<Long> {
    @Override
    public Long of(long number) {
      return number;
    }

    @Override
    public String word() {
      return "long";
    }
  }

  /** A whole number that counts seconds; unlike {@link Time} it is written without a unit. */
  record WholeSeconds(long min, long max) implements Numeric<Duration> {
    @Override
    public Duration of(long number) {
      return Duration.ofSeconds(number);
    }

    @Override
    public String word() {
      return "integer";
    }

    @Override
    public String unit() {
      return "s";
    }
  }

  /** A TCP port; 0 is taken as "whatever is free" or "none", as the attribute says. */
  record Port() implements Numeric<Integer> {
    @Override
    public long min() {
      return 0;
    }

    @Override
    public long max() {
      return 65_535;
    }

    @Override
    public Integer of(long number) {
      return Math.toIntExact(number);
    }

    @Override
    public String word() {
      return "port";
    }
  }

  /** A span of time; never negative. */
  record Time(ChronoUnit bareUnit) implements Single<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");
    // Longer spans are typing errors, and would overflow when counted in nanoseconds.
    private static final int LONGEST_DAYS = 3650;

    /** The longest span, as it is written. */
    static final String LONGEST = LONGEST_DAYS + "d";

    @Override
    public Duration parseOne(String value) {
      var match = FORM.matcher(value);
      if (!match.matches()) {
        throw new IllegalArgumentException(value);
      }
      var time = inUnit(Long.parseLong(match.group(1)), match.group(2));
      if (time.compareTo(Duration.ofDays(LONGEST_DAYS)) > 0) {
        throw new IllegalArgumentException(value);
      }
      return time;
    }

    /** Whether a text has the form of a span, however long that is. */
    static boolean hasForm(String value) {
      return FORM.matcher(value).matches();
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
    public String word() {
      return "duration";
    }

    @Override
    public String allowed() {
      return "a duration up to "
          + LONGEST
          + " such as 500ms, 30s, 5m, 1h, 2d; a bare number counts "
          + bareUnit.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String unit() {
      return bareUnit == ChronoUnit.MINUTES ? "m" : "s";
    }
  }

  /** A type of which there are some words. */
  sealed interface OneOf<T> extends Single<T> {
    /** Each word as it is written. */
    List<String> words();

    @Override
    default String word() {
      return "enum";
    }

    @Override
    default String allowed() {
      return String.join(", ", words());
    }
  }

  /** One of the constants of an enum, written in lower case. */
  record Choice<E extends Enum<E>>(Class<E> type) implements OneOf<E> {
    @Override
    public E parseOne(String value) {
      return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    }

    @Override
    public List<String> words() {
      return Arrays.stream(type.getEnumConstants())
          .map(e -> e.name().toLowerCase(Locale.ROOT))
          .toList();
    }
  }

  /** One of some words. */
  record Word(List<String> words) implements OneOf<String> {
    @Override
    public String parseOne(String value) {
      return words.stream()
          .filter(value::equalsIgnoreCase)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(value));
    }
  }

  /**
   * Any text.
   *
   * @param word the original's: string, astring (ASCII), ostring (octets), binary
   */
  record Text(String word) implements Single<String> {
    /** The word for what commands read from a file. */
    public static final String BINARY = "binary";

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
    public String word() {
      return "string";
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
    public String word() {
      return "string";
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
    public String word() {
      return each.word();
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
