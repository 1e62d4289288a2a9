package org.gatepost.web.cache;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Which requests and responses the cache has to do with, and for how long: RFC 9111 §3, §4. */
final class Rules {
  private Rules() {}

  /** Whether a request may be answered from the cache, and its answer kept there. */
  static boolean concerns(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return !headers.contains(HttpHeaderNames.RANGE)
        && !headers.contains(HttpHeaderNames.IF_MATCH)
        && !headers.contains(HttpHeaderNames.IF_UNMODIFIED_SINCE)
        // A body could have changed the answer to all others.
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            || "0".equals(headers.get(HttpHeaderNames.CONTENT_LENGTH)))
        && !headers.contains(HttpHeaderNames.UPGRADE)
        && !CacheControl.of(headers).noStore;
  }

  static boolean isUnsafe(HttpMethod method) {
    return !method.equals(HttpMethod.GET)
        && !method.equals(HttpMethod.HEAD)
        && !method.equals(HttpMethod.OPTIONS)
        && !method.equals(HttpMethod.TRACE);
  }

  /** Whether the answer may be meant for one person. */
  static boolean hasCredentials(HttpHeaders request) {
    return request.contains(HttpHeaderNames.AUTHORIZATION)
        || request.contains(HttpHeaderNames.COOKIE);
  }

  static boolean isConditional(HttpHeaders request) {
    return request.contains(HttpHeaderNames.IF_NONE_MATCH)
        || request.contains(HttpHeaderNames.IF_MODIFIED_SINCE);
  }

  /** Whether a response of status 200 may be kept at all, whoever asked for it. */
  static boolean isStorable(HttpHeaders response, CacheControl control) {
    return !control.noStore
        && !control.noCache
        && !control.isPrivate
        && !response.contains(HttpHeaderNames.SET_COOKIE)
        && !response.contains("set-cookie2")
        && !response.contains(HttpHeaderNames.CONTENT_RANGE)
        && !response.contains(HttpHeaderNames.UPGRADE)
        && variesByCodingAlone(response)
        && (lifetime(response, control) > 0 || hasValidator(response));
  }

  private static boolean variesByCodingAlone(HttpHeaders response) {
    for (String name : HeaderList.of(response, HttpHeaderNames.VARY)) {
      if (!name.equalsIgnoreCase("accept-encoding")) {
        return false;
      }
    }
    return true;
  }

  static boolean hasValidator(HttpHeaders response) {
    return response.contains(HttpHeaderNames.ETAG)
        || response.contains(HttpHeaderNames.LAST_MODIFIED);
  }

  /** For how many seconds a response is fresh; zero if it does not say: nothing is guessed. */
  static long lifetime(HttpHeaders response, CacheControl control) {
    if (control.sharedMaxAge != CacheControl.UNSAID) {
      return control.sharedMaxAge;
    }
    if (control.maxAge != CacheControl.UNSAID) {
      return control.maxAge;
    }
    Instant expires = date(response.get(HttpHeaderNames.EXPIRES));
    Instant date = date(response.get(HttpHeaderNames.DATE));
    return expires == null || date == null
        ? 0
        : Math.max(0, Duration.between(date, expires).toSeconds());
  }

  /** How old a response is when it comes: RFC 9111 §4.2.3. */
  static long initialAge(HttpHeaders response, long nowMillis) {
    Instant date = date(response.get(HttpHeaderNames.DATE));
    long apparent = date == null ? 0 : Math.max(0, (nowMillis - date.toEpochMilli()) / 1000);
    return Math.max(apparent, said(response.get(HttpHeaderNames.AGE)));
  }

  private static long said(@Nullable String age) {
    try {
      return age == null ? 0 : Math.clamp(Long.parseLong(age), 0, Integer.MAX_VALUE);
    } catch (NumberFormatException nothingSaid) {
      return 0;
    }
  }

  private static @Nullable Instant date(@Nullable String text) {
    Date date = text == null ? null : DateFormatter.parseHttpDate(text);
    return date == null ? null : date.toInstant();
  }

  /** Whether the client has what is stored: RFC 9110 §13.1.2, §13.1.3. */
  static boolean isNotModified(HttpHeaders request, HttpHeaders stored) {
    if (request.contains(HttpHeaderNames.IF_NONE_MATCH)) {
      String tag = stored.get(HttpHeaderNames.ETAG);
      for (String value : request.getAll(HttpHeaderNames.IF_NONE_MATCH)) {
        if (value.strip().equals("*") || (tag != null && names(value, weak(tag)))) {
          return true;
        }
      }
      return false;
    }
    Instant since = date(request.get(HttpHeaderNames.IF_MODIFIED_SINCE));
    Instant modified = date(stored.get(HttpHeaderNames.LAST_MODIFIED));
    return since != null && modified != null && !modified.isAfter(since);
  }

  /** Tags are compared weakly. */
  private static boolean names(String list, String tag) {
    for (int i = list.indexOf(tag); i >= 0; i = list.indexOf(tag, i + 1)) {
      if (isTagAt(list, i, tag.length())) {
        return true;
      }
    }
    return false;
  }

  /** The opaque part of a tag has quotes around it, and they cannot stand within one. */
  private static boolean isTagAt(String list, int start, int length) {
    int before = start;
    if (list.startsWith("W/", start - 2)) {
      before = start - 2;
    }
    while (before > 0 && isBlank(list.charAt(before - 1))) {
      before--;
    }
    int after = start + length;
    while (after < list.length() && isBlank(list.charAt(after))) {
      after++;
    }
    return (before == 0 || list.charAt(before - 1) == ',')
        && (after == list.length() || list.charAt(after) == ',');
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static String weak(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
