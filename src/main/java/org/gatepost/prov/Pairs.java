package org.gatepost.prov;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.gatepost.directory.Entry;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;

/** Reads {@code attr value attr value...} (spec http 5.4): names and values are checked here. */
final class Pairs {
  /** What hardly anybody means to lose by naming one new value. */
  private static final Set<String> SAFEGUARDED =
      Set.of("zimbraserviceenabled", "zimbraserviceinstalled");

  private static final Set<String> IMMUTABLE = Set.of("zimbraId", "zimbraDomainName");

  private final Call call;
  private final Kind kind;
  private final Edits edits = new Edits();

  private Pairs(Call call, Kind kind) {
    this.call = call;
    this.kind = kind;
  }

  /** The rest of a command that changes an entry. */
  static Edits ofChange(Call call, Kind kind) throws ServiceError, UsageError {
    var edits = new Pairs(call, kind).read();
    if (!call.terms().replacing()) {
      for (var name : edits.names()) {
        if (SAFEGUARDED.contains(name.toLowerCase(Locale.ROOT)) && edits.replacesByOne(name)) {
          call.advise("To add a value: +%s %s".formatted(name, edits.added(name).getFirst()));
          throw ServiceError.refusal(
              "error: cannot replace multi-valued attr value unless -r is specified");
        }
      }
    }
    for (var name : edits.names()) {
      if (IMMUTABLE.contains(name)) {
        throw ServiceError.invalidValue(name + " is immutable");
      }
    }
    return edits;
  }

  /** The rest of a command that creates an entry. */
  static Edits ofCreation(Call call, Kind kind) throws ServiceError, UsageError {
    return new Pairs(call, kind).read();
  }

  private Edits read() throws ServiceError, UsageError {
    var words = call.rest();
    if (words.size() % 2 != 0) {
      throw new UsageError();
    }
    for (int i = 0; i < words.size(); i += 2) {
      read(words.get(i), words.get(i + 1));
    }
    warnOfDeprecated();
    for (var name : edits.names()) {
      var complaint =
          Attributes.named(name).flatMap(attribute -> attribute.complaint(edits.added(name)));
      if (complaint.isPresent()) {
        throw ServiceError.invalidValue(complaint.get());
      }
      Advice.about(name, edits.added(name)).ifPresent(call::advise);
    }
    return edits;
  }

  private void read(String word, String value) throws ServiceError {
    var sign =
        word.startsWith("+")
            ? Edits.Sign.ADD
            : word.startsWith("-") ? Edits.Sign.REMOVE : Edits.Sign.REPLACE;
    var name = known(sign == Edits.Sign.REPLACE ? word : word.substring(1));
    edits.put(sign, name, Entry.isBinary(name) && !value.isEmpty() ? contentOf(value) : value);
  }

  /** The name as the table spells it. */
  private String known(String name) throws ServiceError {
    var attribute = Attributes.named(name);
    if (attribute.filter(kind::takes).isPresent()) {
      return attribute.get().name();
    }
    return kind.standard(name).orElseThrow(() -> Unknown.error(name, kind));
  }

  private static String contentOf(String file) throws ServiceError {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw ServiceError.invalidRequest(
          "unable to process arguments: %s cannot be read as a file (%s)"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  private void warnOfDeprecated() {
    boolean warned = false;
    for (var name : edits.names()) {
      warned |= warnOfDeprecated(call, name);
    }
    if (warned) {
      call.say("");
    }
  }

  /** Whether the original has given an attribute up; if so, that is said as it does. */
  static boolean warnOfDeprecated(Call call, String name) {
    var since = Attributes.named(name).flatMap(Attribute::deprecatedSince);
    since.ifPresent(
        version -> call.say("Warn: attribute " + name + " has been deprecated since " + version));
    return since.isPresent();
  }

  /** Refuses what would leave several values where one is allowed. */
  static void requireRoom(Entry entry, Edits edits) throws ServiceError {
    for (var name : edits.names()) {
      var after = edits.after(entry, name);
      var complaint =
          Attributes.named(name)
              .filter(attribute -> after.size() > 1 && !attribute.type().multi())
              .flatMap(attribute -> attribute.complaint(after));
      if (complaint.isPresent()) {
        throw ServiceError.invalidValue(complaint.get());
      }
    }
  }
}
