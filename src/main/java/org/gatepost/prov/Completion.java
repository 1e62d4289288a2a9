package org.gatepost.prov;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.AttributeType;
import org.gatepost.settings.AttributeType.Flag;
import org.gatepost.settings.AttributeType.Many;
import org.gatepost.settings.AttributeType.OneOf;
import org.gatepost.settings.Attributes;

/** What the word may become that somebody is typing. */
public final class Completion {
  private static final Set<String> OPTIONS = Set.of("-a", "-e", "-ni", "-s", "-v");

  private final Directory directory;

  public Completion(Directory directory) {
    this.directory = directory;
  }

  /**
   * All words that could stand at the end of a line, whatever of the last one is there already.
   *
   * @param typed the line up to where the next character would appear
   */
  public List<String> candidates(Words typed) {
    var words = typed.words();
    var current = typed.inWord() ? words.getLast() : "";
    var before = typed.inWord() ? words.subList(0, words.size() - 1) : words;
    if (before.isEmpty()) {
      return Command.words();
    }
    var arguments =
        before.subList(1, before.size()).stream().filter(word -> !OPTIONS.contains(word)).toList();
    return Command.named(before.getFirst())
        .map(command -> candidates(command, arguments, current))
        .orElseGet(List::of);
  }

  private List<String> candidates(Command command, List<String> arguments, String current) {
    var shape = command.shape();
    if (command == Command.HELP) {
      return Arrays.stream(Category.values()).map(Category::word).toList();
    }
    if (command == Command.FLUSH_CACHE && arguments.isEmpty()) {
      return List.of(MiscCommands.CACHE_TYPES.split("\\|"));
    }
    if (arguments.isEmpty() && shape.named().isPresent()) {
      return names(shape.named().get(), current);
    }
    int position = arguments.size() - shape.attributesFrom();
    if (!shape.takesAttributes() || position < 0) {
      return List.of();
    }
    return shape.paired() && position % 2 == 1
        ? values(arguments.getLast())
        : attributes(shape.attributesOf(), current);
  }

  private List<String> names(Kind kind, String current) {
    try {
      return switch (kind) {
        case SERVER -> new Servers(directory).all().stream().map(Servers::name).toList();
        case DOMAIN -> domains();
        case ACCOUNT -> addresses(current);
        case CONFIG -> List.of();
      };
    } catch (DirectoryException _) {
      // Nobody waits for an error here; the command itself will tell.
      return List.of();
    }
  }

  private List<String> domains() throws DirectoryException {
    return new Domains(directory).all().stream().map(Domains::name).toList();
  }

  /** Accounts may be many; their domains are few. */
  private List<String> addresses(String current) throws DirectoryException {
    int at = current.indexOf('@');
    return at < 0
        ? List.of()
        : domains().stream().map(domain -> current.substring(0, at + 1) + domain).toList();
  }

  private static List<String> attributes(Optional<Kind> kind, String current) {
    var sign = current.startsWith("+") || current.startsWith("-") ? current.substring(0, 1) : "";
    return Attributes.all().stream()
        .filter(attribute -> kind.isEmpty() || kind.get().takes(attribute))
        .map(attribute -> sign + attribute.name())
        .toList();
  }

  private static List<String> values(String attribute) {
    return Attributes.named(attribute.replaceFirst("^[+-]", ""))
        .map(Attribute::type)
        .map(Completion::values)
        .orElseGet(List::of);
  }

  private static List<String> values(AttributeType<?> type) {
    return switch (type) {
      case Flag _ -> List.of("TRUE", "FALSE");
      case OneOf<?> one -> one.words();
      case Many<?>(var each) -> values(each);
      default -> List.of();
    };
  }
}
