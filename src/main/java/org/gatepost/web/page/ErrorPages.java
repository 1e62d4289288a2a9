package org.gatepost.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pages of errors: what happened, what to do, and the id by which an administrator finds the
 * request in the log. Nothing of versions, hosts and addresses (spec http 9, W-35). Safe for use by
 * many threads; a status is rendered once, its pages differ by the id alone.
 */
public final class ErrorPages {
  /** The media type of {@link #html}. */
  public static final String HTML = "text/html; charset=utf-8";

  /** The media type of {@link #text}. */
  public static final String TEXT = "text/plain; charset=utf-8";

  private final PageTemplate template;
  private final ConcurrentHashMap<Integer, List<byte[]>> rendered = new ConcurrentHashMap<>();

  /**
   * The pages of one domain.
   *
   * @param template HTML in UTF-8 of 64 KiB at most, with {@code ${status}}, {@code ${title}},
   *     {@code ${message}}, {@code ${requestId}} wherever it likes; empty for the usual page
   * @throws IllegalArgumentException with a sentence, if the template cannot be used
   */
  public ErrorPages(Optional<String> template) {
    this.template = PageTemplate.parse(template.orElseGet(ErrorPages::usual));
  }

  private static String usual() {
    try (InputStream page = ErrorPages.class.getResourceAsStream("error.html")) {
      if (page == null) {
        throw new IllegalStateException("error.html is missing from this build");
      }
      return new String(page.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page for a browser; the caller's to change. */
  public byte[] html(int status, String requestId) {
    List<byte[]> parts =
        rendered.computeIfAbsent(
            status, missing -> template.render(missing, Explanation.of(missing)));
    byte[] id = PageTemplate.escaped(requestId).getBytes(UTF_8);
    int length = (parts.size() - 1) * id.length;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] page = new byte[length];
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        System.arraycopy(id, 0, page, at, id.length);
        at += id.length;
      }
      byte[] part = parts.get(i);
      System.arraycopy(part, 0, page, at, part.length);
      at += part.length;
    }
    return page;
  }

  /** The same for programs, which read no HTML. */
  public byte[] text(int status, String requestId) {
    Explanation explanation = Explanation.of(status);
    return (status
            + " "
            + explanation.title()
            + "\n"
            + explanation.message()
            + "\nIf it goes on, ask your administrator and name the request "
            + requestId
            + ".\n")
        .getBytes(UTF_8);
  }
}
