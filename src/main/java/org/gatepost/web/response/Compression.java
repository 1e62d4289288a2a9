package org.gatepost.web.response;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a response is compressed on its way to the client: texts that the upstream server
 * left as they are, and that a client wants compressed (RFC 9110 §8.4, §12.5.3).
 */
public final class Compression {
  // Less than this fits into one packet anyway.
  private static final long LEAST_OCTETS = 860;

  private static final String[] TYPES = {
    "application/json",
    "application/javascript",
    "application/x-javascript",
    "application/ecmascript",
    "application/xml",
    "application/x-ndjson",
  };

  private Compression() {}

  /**
   * Decides, and changes the head of the response to say so.
   *
   * @param method of the request
   * @param request its headers
   * @return what the body has to be put through, see {@link ContentCoder}; null if it stays
   */
  public static @Nullable Coding prepare(
      HttpMethod method, HttpHeaders request, HttpResponse response) {
    HttpHeaders headers = response.headers();
    if (!isEligible(response.status().code(), headers)) {
      return null;
    }
    vary(headers);
    Coding coding = HttpMethod.HEAD.equals(method) ? null : AcceptEncoding.best(accepted(request));
    if (coding != null) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, coding.word());
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
      headers.remove(HttpHeaderNames.ACCEPT_RANGES);
      weaken(headers);
    }
    return coding;
  }

  /** Several headers of one name are one list: RFC 9110 §5.3. */
  private static @Nullable String accepted(HttpHeaders request) {
    String first = request.get(HttpHeaderNames.ACCEPT_ENCODING);
    return first == null || request.getAll(HttpHeaderNames.ACCEPT_ENCODING).size() == 1
        ? first
        : String.join(",", request.getAll(HttpHeaderNames.ACCEPT_ENCODING));
  }

  private static boolean isEligible(int status, HttpHeaders headers) {
    if (status < 200 || status == 204 || status == 205 || status == 206 || status == 304) {
      return false;
    }
    return isText(headers.get(HttpHeaderNames.CONTENT_TYPE))
        && !headers.contains(HttpHeaderNames.CONTENT_ENCODING)
        && !headers.contains(HttpHeaderNames.CONTENT_RANGE)
        // Digests of what would be changed.
        && !headers.contains(HttpHeaderNames.CONTENT_MD5)
        && !headers.contains("content-digest")
        && !isSmall(headers.get(HttpHeaderNames.CONTENT_LENGTH))
        && !HeaderWords.contain(headers, HttpHeaderNames.CACHE_CONTROL, "no-transform");
  }

  private static boolean isSmall(@Nullable String length) {
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length) < LEAST_OCTETS;
    } catch (NumberFormatException notSmall) {
      return false;
    }
  }

  /** Whether a media type is one of text. */
  static boolean isText(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    end = end < 0 ? contentType.length() : end;
    while (end > 0 && contentType.charAt(end - 1) == ' ') {
      end--;
    }
    if (contentType.regionMatches(true, 0, "text/", 0, 5)) {
      return true;
    }
    for (String type : TYPES) {
      if (end == type.length() && contentType.regionMatches(true, 0, type, 0, end)) {
        return true;
      }
    }
    return endsWith(contentType, end, "+xml") || endsWith(contentType, end, "+json");
  }

  private static boolean endsWith(String text, int end, String suffix) {
    return end > suffix.length()
        && text.regionMatches(true, end - suffix.length(), suffix, 0, suffix.length());
  }

  /** Caches must ask again for a client that wants it otherwise: RFC 9110 §12.5.5. */
  private static void vary(HttpHeaders headers) {
    if (!HeaderWords.contain(headers, HttpHeaderNames.VARY, "accept-encoding")
        && !HeaderWords.contain(headers, HttpHeaderNames.VARY, "*")) {
      headers.add(HttpHeaderNames.VARY, "Accept-Encoding");
    }
  }

  /** A strong one promises the same octets: RFC 9110 §8.8.1. */
  private static void weaken(HttpHeaders headers) {
    String tag = headers.get(HttpHeaderNames.ETAG);
    if (tag != null && !tag.startsWith("W/")) {
      headers.set(HttpHeaderNames.ETAG, "W/" + tag);
    }
  }
}
