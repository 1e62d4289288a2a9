package org.gatepost.firewall.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatepost.settings.Attributes;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The ports of {@code ports.yaml}, which is part of the program: what is wrong with it is an error
 * of ours, found by the first test that asks for it.
 */
public final class Catalogue {
  private static final String FILE = "/org/gatepost/firewall/ports.yaml";
  private static final Set<String> KEYS =
      Set.of(
          "port",
          "service",
          "served-by",
          "single",
          "multi",
          "needed-by",
          "moved-by",
          "articles",
          "note");
  private static final List<CataloguePort> PORTS = read();

  private Catalogue() {}

  /** Every port, by number; TCP before UDP. */
  public static List<CataloguePort> ports() {
    return PORTS;
  }

  /** The port of that number where nothing moves it. */
  public static Optional<CataloguePort> port(int number, Transport transport) {
    return PORTS.stream()
        .filter(port -> port.number() == number && port.transport() == transport)
        .findFirst();
  }

  private static List<CataloguePort> read() {
    try (InputStream file = Catalogue.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not part of the program");
      }
      return read(
          new Load(LoadSettings.builder().setLabel(FILE).build()).loadFromInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what the file holds.
   *
   * @throws IllegalStateException naming the port and what is wrong with it
   */
  static List<CataloguePort> read(Object content) {
    List<CataloguePort> ports = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Object row : (List<?>) content) {
      CataloguePort port = port((Map<?, ?>) row);
      demand(seen.add(port.name()), port.name(), "stands here a second time");
      ports.add(port);
    }
    ports.sort(
        Comparator.comparingInt(CataloguePort::number).thenComparing(CataloguePort::transport));
    return List.copyOf(ports);
  }

  private static CataloguePort port(Map<?, ?> row) {
    String name = text(row, "port");
    demand(KEYS.containsAll(row.keySet()), name, "has keys other than " + KEYS);
    String[] parts = name.split("/", -1);
    demand(parts.length == 2, name, "is not number/transport");
    CataloguePort port =
        new CataloguePort(
            Integer.parseInt(parts[0]),
            one(Transport.values(), Transport::toString, parts[1], name),
            text(row, "service"),
            one(Role.values(), Role::service, text(row, "served-by"), name),
            audience(text(row, "single"), name),
            audience(text(row, "multi"), name),
            some(Role.class, Role::service, row, "needed-by", name),
            Optional.ofNullable(row.get("moved-by")).map(Object::toString),
            some(Article.class, Article::letter, row, "articles", name),
            text(row, "note"));
    demand(port.number() > 0 && port.number() <= 65_535, name, "has no number of a port");
    demand(
        port.neededBy().isEmpty() != (port.single().hasNodes() || port.multi().hasNodes()),
        name,
        "is needed by roles just where nodes are among those who reach it");
    port.movedBy()
        .ifPresent(attribute ->
            demand(
                Attributes.named(attribute).isPresent(), name, "is moved by no known attribute"));
    return port;
  }

  private static String text(Map<?, ?> row, String key) {
    Object value = row.get(key);
    demand(value != null, String.valueOf(row.get("port")), "has no " + key);
    return String.valueOf(value);
  }

  private static Audience audience(String words, String port) {
    return one(Audience.values(), Audience::words, words, port);
  }

  private static <E extends Enum<E>> Set<E> some(
      Class<E> type, Function<E, String> word, Map<?, ?> row, String key, String port) {
    Set<E> found = EnumSet.noneOf(type);
    if (row.get(key) instanceof List<?> words) {
      words.forEach(
          each -> found.add(one(type.getEnumConstants(), word, String.valueOf(each), port)));
    }
    return found;
  }

  private static <E extends Enum<E>> E one(
      E[] all, Function<E, String> word, String wanted, String port) {
    return Arrays.stream(all)
        .filter(each -> word.apply(each).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(port + " has the unknown word " + wanted));
  }

  private static void demand(boolean condition, String port, String sentence) {
    if (!condition) {
      throw new IllegalStateException(port + " " + sentence);
    }
  }
}
