package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatepost.settings.AttributeType.Choice;
import org.gatepost.settings.AttributeType.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table against the lists of spec mail 6 and spec http 4, so that no slip goes unseen. */
final class SpecListsTest {
  /** Where the table differs on purpose: "name field", and why. */
  private static final Map<String, String> DIFFERENCES =
      Map.of(
          "zimbraMailProxyReconnectTimeout type",
          "a text that is no time is refused; the original silently takes it for 60 s",
          "zimbraReverseProxySSLCiphers default",
          "the TLS library's own choice is stronger than the original's list",
          "ldap_nginx_password default",
          "it names a file, and a password that everybody knows is none");

  /** What routing and accounts need besides, from spec mail 2 and spec http 3. */
  private static final Set<String> BEYOND_THE_LISTS =
      Set.of(
          "zimbraId",
          "zimbraDomainName",
          "zimbraDomainType",
          "zimbraDomainAliasTargetId",
          "zimbraMailDeliveryAddress",
          "zimbraMailAlias",
          "zimbraIsAdminAccount",
          "zimbraIsDelegatedAdminAccount",
          "zimbraAuthTokenValidityValue",
          "zimbraAccountStatus");

  /** One line of a list. */
  record Line(String name, String scopes, String type, String defaults) {
    static Line parse(String text) {
      var cells = new ArrayList<>(List.of(text.split(" \\|( |$)", 4)));
      return new Line(cells.get(0), cells.get(1), cells.get(2), cells.get(3));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Line> lines() {
    return Stream.of("attributes-mail.txt", "attributes-web.txt")
        .flatMap(SpecListsTest::read)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(Line::parse);
  }

  private static Stream<String> read(String name) {
    try (var stream = SpecListsTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8)
          .lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void attributeIsInTheTableAsInTheList(Line line) {
    var attribute = Attributes.named(line.name()).orElseThrow();
    assertThat(attribute.name()).isEqualTo(line.name());
    assertThat(scopes(attribute)).isEqualTo(scopes(line));
    assertThat(type(attribute).equals(line.type()))
        .as("%s is the table's type, %s the list's", type(attribute), line.type())
        .isEqualTo(!DIFFERENCES.containsKey(line.name() + " type"));
    var defaults = String.join(", ", attribute.defaults());
    assertThat(defaults.equals(line.defaults()))
        .as("%s is the table's default, %s the list's", defaults, line.defaults())
        .isEqualTo(!DIFFERENCES.containsKey(line.name() + " default"));
  }

  @Test
  void listsAreWhole() {
    assertThat(lines().map(Line::name).filter(name -> name.startsWith("zimbraReverseProxy")))
        .hasSizeGreaterThan(100);
    // The number that spec http 4 gives, and ten keys of the local configuration.
    assertThat(read("attributes-web.txt").filter(line -> line.matches("\\w+ \\|.*")))
        .hasSize(174 + 10);
  }

  @Test
  void tableHasNothingElseButWhatIsOurs() {
    var rest = new TreeSet<String>();
    Attributes.all().forEach(attribute -> rest.add(attribute.name()));
    lines().map(Line::name).forEach(rest::remove);
    rest.removeIf(name -> name.startsWith("gatepost"));
    assertThat(rest).containsExactlyInAnyOrderElementsOf(BEYOND_THE_LISTS);
  }

  @Test
  void everyDifferenceIsOfAnAttribute() {
    assertThat(DIFFERENCES.keySet())
        .allSatisfy(key -> assertThat(Attributes.named(key.split(" ", 2)[0])).isPresent());
  }

  // Doors are ours, and a cluster is taken for its servers.
  private static Set<Scope> scopes(Attribute<?> attribute) {
    var scopes = EnumSet.copyOf(attribute.scopes());
    scopes.remove(Scope.DOOR);
    return scopes;
  }

  private static Set<Scope> scopes(Line line) {
    var scopes = EnumSet.noneOf(Scope.class);
    for (var letter : line.scopes().toCharArray()) {
      scopes.add(
          switch (letter) {
            case 'G' -> Scope.GLOBAL;
            case 'S', 'C' -> Scope.SERVER;
            case 'D' -> Scope.DOMAIN;
            case 'A' -> Scope.ACCOUNT;
            case 'O' -> Scope.COS;
            case 'L' -> Scope.HOST;
            default -> throw new IllegalArgumentException(line.scopes());
          });
    }
    return scopes;
  }

  /** The type as a list writes it. */
  private static String type(Attribute<?> attribute) {
    var words =
        switch (attribute.type()) {
          case Choice<?> choice -> ":" + String.join("/", choice.words());
          case Word word -> ":" + String.join("/", word.words());
          default -> "";
        };
    return attribute.type().word() + words + (attribute.type().multi() ? "*" : "");
  }
}
