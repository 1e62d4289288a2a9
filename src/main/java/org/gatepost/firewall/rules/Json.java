package org.gatepost.firewall.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.firewall.FirewallException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What {@code nft -j} says, as a tree. */
sealed interface Json {
  record Text(String text) implements Json {}

  record Whole(long number) implements Json {}

  record Flag(boolean flag) implements Json {}

  record Nothing() implements Json {}

  record Items(List<Json> items) implements Json {}

  record Fields(Map<String, Json> fields) implements Json {}

  /** Reads a whole text. */
  static Json read(String text) throws FirewallException {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new FirewallException("nft has said nothing, where JSON was expected");
      }
      return value(parser);
    } catch (JacksonException e) {
      throw new FirewallException("nft has said what is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Json value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Json> fields = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, value(parser));
      }
      return new Fields(fields);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Json> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser));
      }
      return new Items(items);
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return new Whole(parser.getLongValue());
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return new Flag(token == JsonToken.VALUE_TRUE);
    }
    return token == JsonToken.VALUE_NULL ? new Nothing() : new Text(parser.getString());
  }

  /** A field of an object; nothing where there is none. */
  default Json at(String name) {
    return this instanceof Fields(var fields)
        ? fields.getOrDefault(name, new Nothing())
        : new Nothing();
  }

  default boolean has(String name) {
    return this instanceof Fields(var fields) && fields.containsKey(name);
  }

  /** A field as a word; empty where it is none. */
  default String word(String name) {
    return at(name) instanceof Text(var text) ? text : "";
  }

  /** The items of a list; anything else is a list of itself, and nothing one of nothing. */
  default List<Json> items() {
    return switch (this) {
      case Items(var items) -> items;
      case Nothing() -> List.of();
      default -> List.of(this);
    };
  }

  /** The first field of an object with its value: nft's way to write a tagged union. */
  default Optional<Map.Entry<String, Json>> tag() {
    return this instanceof Fields(var fields)
        ? fields.entrySet().stream().findFirst()
        : Optional.empty();
  }
}
