package org.gatepost.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTML with placeholders, read once: fixed texts and what stands between them. */
final class PageTemplate {
  private static final int MAX_OCTETS = 64 * 1024;

  /** What a page may be asked to say. */
  enum Placeholder {
    STATUS("status"),
    TITLE("title"),
    MESSAGE("message"),
    REQUEST_ID("requestId");

    private final String word;

    Placeholder(String word) {
      this.word = word;
    }

    private static @Nullable Placeholder named(String word) {
      for (Placeholder placeholder : values()) {
        if (placeholder.word.equals(word)) {
          return placeholder;
        }
      }
      return null;
    }
  }

  /** A text, then a placeholder; the last has none. */
  private record Piece(String text, @Nullable Placeholder then) {}

  private final List<Piece> pieces;

  private PageTemplate(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong with it
   */
  static PageTemplate parse(String html) {
    if (html.getBytes(UTF_8).length > MAX_OCTETS) {
      throw new IllegalArgumentException(
          "The error page is larger than " + MAX_OCTETS + " octets, which is the most allowed.");
    }
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    for (int i = html.indexOf("${"); i >= 0; i = html.indexOf("${", from)) {
      int end = html.indexOf('}', i);
      String word = html.substring(i + 2, end < 0 ? Math.min(i + 32, html.length()) : end);
      Placeholder placeholder = end < 0 ? null : Placeholder.named(word);
      if (placeholder == null) {
        throw new IllegalArgumentException(
            "The error page has the placeholder \"${%s\"; allowed: ${status}, ${title}, ${message}, ${requestId}."
                .formatted(word.length() > 32 ? word.substring(0, 32) + "..." : word));
      }
      pieces.add(new Piece(html.substring(from, i), placeholder));
      from = end + 1;
    }
    pieces.add(new Piece(html.substring(from), null));
    return new PageTemplate(pieces);
  }

  /** The page of a status as octets, in parts between which the request id stands. */
  List<byte[]> render(int status, Explanation explanation) {
    List<byte[]> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (Piece piece : pieces) {
      part.append(piece.text());
      switch (piece.then()) {
        case STATUS -> part.append(status);
        case TITLE -> part.append(escaped(explanation.title()));
        case MESSAGE -> part.append(escaped(explanation.message()));
        case REQUEST_ID -> {
          parts.add(part.toString().getBytes(UTF_8));
          part.setLength(0);
        }
        case null -> parts.add(part.toString().getBytes(UTF_8));
      }
    }
    return parts;
  }

  static String escaped(String text) {
    StringBuilder html = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '&' -> html.append("&amp;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(c);
      }
    }
    return html.toString();
  }
}
