package org.gatepost.prov;

import java.util.Optional;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.ClosestWord;

/** What to say about the name of an attribute that means nothing where it stands. */
final class Unknown {
  private Unknown() {}

  /** For those who read: a sentence. */
  static String sentence(String name) {
    return "There is no attribute "
        + name
        + nearest(name).map(n -> ", did you mean " + n + "?").orElse(".");
  }

  /** For those who write: the original's error, with advice behind it. */
  static ServiceError error(String name, Kind kind) {
    var known = Attributes.named(name);
    if (known.isPresent()) {
      return ServiceError.invalidName(
          "%s - it is not for %s, it may be set on %s"
              .formatted(known.get().name(), kind.place(), known.get().scopesInWords()));
    }
    return ServiceError.invalidName(
        name + nearest(name).map(n -> " - did you mean " + n + "?").orElse(""));
  }

  private static Optional<String> nearest(String name) {
    return ClosestWord.to(name, Attributes.all().stream().map(Attribute::name).toList());
  }
}
