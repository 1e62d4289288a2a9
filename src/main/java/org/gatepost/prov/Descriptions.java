package org.gatepost.prov;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.AttributeCard;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.Scope;

/** {@code desc}: what attributes there are, and what each of them is (spec http 5.3). */
final class Descriptions {
  private static final int WIDTH = 70;
  private static final String INDENT = "    ";

  private Descriptions() {}

  static void describe(Call call) throws UsageError {
    boolean verbose = false;
    boolean notInherited = false;
    Optional<Scope> scope = Optional.empty();
    while (call.remaining() > 0) {
      if (call.option("-v")) {
        verbose = true;
      } else if (call.option("-ni")) {
        notInherited = true;
      } else if (call.option("-a")) {
        if (scope.isPresent() || verbose || notInherited || call.remaining() != 1) {
          throw new UsageError("can only specify either an entry type or a specific attribute\n");
        }
        card(call, call.word());
        return;
      } else {
        scope = Optional.of(entryType(call.word()));
      }
    }
    if (notInherited && scope.isEmpty()) {
      throw new UsageError("-ni -only must be specified with an entry type\n");
    }
    list(call, scope, verbose, notInherited);
  }

  private static Scope entryType(String word) throws UsageError {
    return Arrays.stream(Scope.values())
        .filter(scope -> scope.entryType().filter(word::equalsIgnoreCase).isPresent())
        .findFirst()
        .orElseThrow(() ->
            new UsageError(
                "invalid entry type %s\n\nValid entry types: %s\n"
                    .formatted(
                        word,
                        Arrays.stream(Scope.values())
                            .flatMap(scope -> scope.entryType().stream())
                            .collect(Collectors.joining(",")))));
  }

  private static void list(
      Call call, Optional<Scope> scope, boolean verbose, boolean notInherited) {
    for (var attribute : scope.map(Attributes::allowedAt).orElseGet(Attributes::all)) {
      if (!notInherited || !inherited(attribute, scope.orElseThrow())) {
        call.say(attribute.name());
        if (verbose) {
          call.say(wrapped(AttributeCard.of(attribute).description()) + "\n");
        }
      }
    }
  }

  private static boolean inherited(Attribute<?> attribute, Scope scope) {
    return switch (scope) {
      case ACCOUNT -> attribute.scopes().contains(Scope.COS);
      case DOMAIN, SERVER -> attribute.scopes().contains(Scope.GLOBAL);
      case COS, GLOBAL, HOST, DOOR -> false;
    };
  }

  private static void card(Call call, String name) {
    var attribute = Attributes.named(name);
    if (attribute.isEmpty()) {
      call.say("no attribute info for " + name);
      call.advise(Attributes.unknown(name));
    } else {
      var card = AttributeCard.of(attribute.get());
      call.say(card.name());
      call.say(wrapped(card.description()));
      call.say("");
      card.fields().forEach((field, value) -> call.say("    %15s : %s".formatted(field, value)));
    }
    call.say("");
  }

  private static String wrapped(String text) {
    var lines = new StringBuilder();
    var line = new StringBuilder(INDENT);
    for (var word : text.split(" ", -1)) {
      boolean first = line.length() == INDENT.length();
      if (!first && line.length() + 1 + word.length() > WIDTH) {
        lines.append(line).append('\n');
        line.setLength(INDENT.length());
        first = true;
      }
      line.append(first ? "" : " ").append(word);
    }
    return lines.append(line).toString();
  }
}
