package org.gatepost.settings;

import java.util.List;
import java.util.Optional;
import org.gatepost.settings.AttributeType.AddressRange;
import org.gatepost.settings.AttributeType.FileName;
import org.gatepost.settings.AttributeType.Flag;
import org.gatepost.settings.AttributeType.Many;
import org.gatepost.settings.AttributeType.Numeric;
import org.gatepost.settings.AttributeType.OneOf;
import org.gatepost.settings.AttributeType.Port;
import org.gatepost.settings.AttributeType.Single;
import org.gatepost.settings.AttributeType.Text;
import org.gatepost.settings.AttributeType.Time;

/**
 * Why values may not be written, in the original's words (spec http 5.5): scripts and people know
 * them. No secret is in them, since secrets are texts, about which there is nothing to say.
 */
final class Complaint {
  private Complaint() {}

  static Optional<String> about(Attribute<?> attribute, List<String> values) {
    if (values.size() > 1 && !attribute.type().multi()) {
      return Optional.of(attribute + " takes one value, not " + values.size());
    }
    return values.stream()
        .filter(value -> !value.isEmpty())
        .flatMap(value -> about(attribute.name(), each(attribute.type()), value).stream())
        .findFirst();
  }

  private static Single<?> each(AttributeType<?> type) {
    return switch (type) {
      case Single<?> single -> single;
      case Many<?>(var each) -> each;
    };
  }

  private static Optional<String> about(String name, Single<?> type, String value) {
    var shown = Printable.text(value);
    return switch (type) {
      case Flag _ -> unless(value.equals("TRUE") || value.equals("FALSE"), flag(name));
      case OneOf<?> one ->
          unless(
              one.words().contains(value),
              name + " must be one of: " + String.join(",", one.words()));
      case Port port -> unless(reads(port, value), name + " must be a valid port: " + shown);
      case Numeric<?> number -> aboutNumber(name, number, value);
      case Time time -> aboutTime(name, time, value);
      case AddressRange range ->
          unless(
              reads(range, value),
              "%s must be a valid address or range of addresses: %s; allowed: %s"
                  .formatted(name, shown, range.allowed()));
      case FileName file ->
          unless(reads(file, value), name + " must be the name of a file: " + shown);
      case Text _ -> Optional.empty();
    };
  }

  private static String flag(String name) {
    return name + " must be TRUE or FALSE";
  }

  private static Optional<String> aboutNumber(String name, Numeric<?> type, String value) {
    try {
      long number = Numeric.number(value);
      if (number < type.min()) {
        return Optional.of(
            "%s value(%d) smaller than minimum allowed: %d".formatted(name, number, type.min()));
      }
      return unless(
          number <= type.max(),
          "%s value(%d) larger than maximum allowed: %d".formatted(name, number, type.max()));
    } catch (IllegalArgumentException _) {
      return Optional.of(
          "%s must be a valid %s: %s".formatted(name, type.word(), Printable.text(value)));
    }
  }

  private static Optional<String> aboutTime(String name, Time type, String value) {
    if (!Time.hasForm(value)) {
      return Optional.of(
          "%s must be a valid duration: %s; allowed: %s"
              .formatted(name, Printable.text(value), type.allowed()));
    }
    return unless(
        reads(type, value),
        "%s value(%s) larger than maximum allowed: %s".formatted(name, value, Time.LONGEST));
  }

  private static boolean reads(Single<?> type, String value) {
    try {
      return type.parseOne(value) != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Optional<String> unless(boolean well, String complaint) {
    return well ? Optional.empty() : Optional.of(complaint);
  }
}
