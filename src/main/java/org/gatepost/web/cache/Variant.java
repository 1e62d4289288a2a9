package org.gatepost.web.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;

/**
 * One stored response. Never changes; when it is found to be good still, a new one takes its place.
 */
final class Variant {
  // The objects around texts and octets.
  private static final int OVERHEAD = 512;
  private static final int OVERHEAD_OF_HEADER = 100;

  /** What a response was asked for by. */
  record Key(String host, String target) {}

  private final Key key;
  private final int codings;
  private final HttpHeaders headers;
  private final byte[] body;
  private final long sinceMillis;
  private final long ageThen;
  private final long lifetime;
  private final boolean forEverybody;
  private final long octets;

  private Variant(Key key, int codings, HttpHeaders headers, byte[] body, long nowMillis) {
    CacheControl control = CacheControl.of(headers);
    this.key = key;
    this.codings = codings;
    this.headers = headers;
    this.body = body;
    this.sinceMillis = nowMillis;
    this.ageThen = Rules.initialAge(headers, nowMillis);
    this.lifetime = Rules.lifetime(headers, control);
    this.forEverybody = control.isPublic;
    this.octets = octets(key, headers, body);
  }

  static Variant of(
      Key key, HttpHeaders request, HttpHeaders response, byte[] body, long nowMillis) {
    int codings =
        response.contains(HttpHeaderNames.VARY)
            ? ContentCodings.accepted(request)
            : ContentCodings.ANY;
    return new Variant(key, codings, response, body, nowMillis);
  }

  Variant freshened(HttpHeaders newHeaders, long nowMillis) {
    return new Variant(key, codings, newHeaders, body, nowMillis);
  }

  Key key() {
    return key;
  }

  /**
   * What its client understood if the response depends on that, else {@link ContentCodings#ANY}.
   */
  int codings() {
    return codings;
  }

  /** Nobody may change them. */
  HttpHeaders headers() {
    return headers;
  }

  /** Nobody may change it. */
  byte[] body() {
    return body;
  }

  /** For how many seconds it is fresh. */
  long lifetime() {
    return lifetime;
  }

  /** Whether it may be sent to a client that understands these codings. */
  boolean suits(int accepted, boolean credentials) {
    return (codings == ContentCodings.ANY || codings == accepted) && (forEverybody || !credentials);
  }

  /** How old it is, in seconds. */
  long age(long nowMillis) {
    return ageThen + Math.max(0, (nowMillis - sinceMillis) / 1000);
  }

  /** About what it takes of the heap. */
  long octets() {
    return octets;
  }

  private static long octets(Key key, HttpHeaders headers, byte[] body) {
    long octets = (long) OVERHEAD + key.host().length() + key.target().length() + body.length;
    for (Map.Entry<String, String> header : headers) {
      octets += OVERHEAD_OF_HEADER;
      octets += header.getKey().length();
      octets += header.getValue().length();
    }
    return octets;
  }
}
