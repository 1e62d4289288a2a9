package org.gatepost.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file that is asked for its keys one by one, and reports with file, line and
 * key whatever is not as asked. What was never asked for is unknown: see {@link #refuseOthers}.
 *
 * <p>Scalars are read as they are written, whatever type YAML would guess: {@code 0777}, {@code on}
 * and {@code 1:30} mean what they look like.
 */
final class YamlSection {
  private final Path file;
  private final String prefix;
  private final List<String> problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * @param prefix what stands before the section's keys in messages: empty, or ends with a dot
   * @param problems where to report
   */
  YamlSection(Path file, String prefix, Optional<Node> node, List<String> problems) {
    this.file = file;
    this.prefix = prefix;
    this.problems = problems;
    node.ifPresent(this::readKeys);
  }

  private void readKeys(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(at(node) + name() + "allowed: keys with values.");
      return;
    }
    for (var tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(at(tuple.getKeyNode()) + name() + "a key is a single word.");
      } else if (keys.containsKey(key.getValue())) {
        report(key, key.getValue(), "stands here a second time");
      } else {
        keys.put(key.getValue(), key);
        values.put(key.getValue(), tuple.getValueNode());
      }
    }
  }

  /** All keys as they stand in the file, for sections whose keys are names of the operator's. */
  Set<String> keys() {
    return keys.keySet();
  }

  /** A text, not empty. */
  Optional<String> text(String key) {
    return scalar(key, "a text", text -> text);
  }

  /** {@code true} or {@code false}. */
  boolean flag(String key) {
    return scalar(
            key,
            "true or false",
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw new IllegalArgumentException(text);
                })
        .orElse(false);
  }

  /** A value of one of the attribute types. */
  <T> Optional<T> value(String key, AttributeType.Single<T> type) {
    return scalar(key, type.allowed(), type::parseOne);
  }

  /** A value that the given function reads. */
  <T> Optional<T> value(String key, String allowed, Function<String, T> read) {
    return scalar(key, allowed, read);
  }

  /** A file that exists and can be read; a relative path starts at the file's folder. */
  Optional<Path> readableFile(String key) {
    return scalar(key, "the name of a file", text -> HostFileReader.folderOf(file).resolve(text))
        .filter(path -> isReadable(key, path));
  }

  /** A list of values that the given function reads; a single value is a list of one. */
  <T> List<T> list(String key, String allowed, Function<String, T> read) {
    var result = new ArrayList<T>();
    for (var node : nodes(key)) {
      if (node instanceof ScalarNode scalar) {
        read(key, scalar, allowed, read).ifPresent(result::add);
      } else {
        report(node, key, "allowed: a list of " + allowed);
      }
    }
    return result;
  }

  /** A section within this one; one without keys if it is absent. */
  YamlSection section(String key) {
    return new YamlSection(file, prefix + key + ".", node(key), problems);
  }

  /** A list of sections. */
  List<YamlSection> sections(String key) {
    var result = new ArrayList<YamlSection>();
    var nodes = nodes(key);
    for (int i = 0; i < nodes.size(); i++) {
      var inside = prefix + key + "[" + (i + 1) + "].";
      result.add(new YamlSection(file, inside, Optional.of(nodes.get(i)), problems));
    }
    return result;
  }

  /** Whether the key is there with a value. */
  boolean has(String key) {
    return node(key).isPresent();
  }

  /** Reports something about a key, at the line of its value; at the file if it is absent. */
  void report(String key, String problem) {
    var node = values.get(key);
    if (node == null) {
      problems.add(file.getFileName() + ": " + prefix + key + ": " + problem + ".");
    } else {
      report(node, key, problem);
    }
  }

  /** Reports every key that nobody has asked for. */
  void refuseOthers() {
    for (var entry : keys.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        var meant = ClosestWord.to(entry.getKey(), asked);
        report(
            entry.getValue(),
            entry.getKey(),
            "unknown key"
                + meant.map(word -> ", did you mean " + word + "?").orElse("")
                + "; allowed: "
                + String.join(", ", asked));
      }
    }
  }

  /** Reports the file of a key unless it can be read. */
  boolean isReadable(String key, Path path) {
    // Opening says more than asking for permissions: it also finds folders and broken links.
    try (var stream = Files.newInputStream(path)) {
      stream.read();
      return true;
    } catch (IOException | UncheckedIOException e) {
      report(key, "the file " + path + " cannot be read (" + e.getClass().getSimpleName() + ")");
      return false;
    }
  }

  private <T> Optional<T> scalar(String key, String allowed, Function<String, T> read) {
    var node = node(key);
    if (node.isPresent() && !(node.get() instanceof ScalarNode)) {
      report(node.get(), key, "allowed: " + allowed);
    }
    return node.filter(ScalarNode.class::isInstance)
        .map(ScalarNode.class::cast)
        .flatMap(scalar -> read(key, scalar, allowed, read));
  }

  private <T> Optional<T> read(
      String key, ScalarNode scalar, String allowed, Function<String, T> read) {
    try {
      if (scalar.getValue().isEmpty()) {
        throw new IllegalArgumentException("empty");
      }
      return Optional.of(read.apply(scalar.getValue()));
    } catch (IllegalArgumentException _) {
      // The value itself is left out: whoever mixes up keys may have put a secret here.
      report(scalar, key, "has a value that is not allowed; allowed: " + allowed);
      return Optional.empty();
    }
  }

  private Optional<Node> node(String key) {
    asked.add(key);
    return Optional.ofNullable(values.get(key)).filter(node -> !Tag.NULL.equals(node.getTag()));
  }

  private List<Node> nodes(String key) {
    var node = node(key);
    if (node.isPresent() && node.get() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    return node.stream().toList();
  }

  private void report(Node node, String key, String problem) {
    problems.add(at(node) + prefix + Printable.text(key) + ": " + problem + ".");
  }

  private String name() {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1) + ": ";
  }

  private String at(Node node) {
    return file.getFileName()
        + ":"
        + node.getStartMark().map(Mark::getLine).map(line -> line + 1).orElse(1)
        + ": ";
  }
}
