package org.gatepost.web.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps static files in memory, so that upstream servers are not asked for them: a shared cache in
 * the sense of RFC 9111, for complete answers to {@code GET} that say themselves how long they are
 * good or how that can be asked. What may be meant for one person is never kept. The least recently
 * used go when room is short. Safe for use by all event loops.
 */
public final class ResponseCache {
  private static final int MAX_VARIANTS = 4;
  // What fits into an array.
  private static final long MOST_OCTETS = 1 << 30;

  private final long maxOctets;
  private final long maxObjectOctets;
  private final InstantSource clock;

  // All of these are guarded by this.
  private final Map<Variant.Key, List<Variant>> stored = new LinkedHashMap<>(256, 0.75f, true);
  private final Map<Variant.Key, Recording> recordings = new HashMap<>();
  private long octets;
  private long recordingOctets;
  private int size;

  /**
   * An empty cache.
   *
   * @param maxOctets of all responses together, and again of those that are on their way
   * @param maxObjectOctets of one response's body
   */
  public ResponseCache(long maxOctets, long maxObjectOctets, InstantSource clock) {
    this.maxOctets = maxOctets;
    this.maxObjectOctets = Math.min(Math.min(maxObjectOctets, maxOctets), MOST_OCTETS);
    this.clock = clock;
  }

  /**
   * Looks for a response.
   *
   * @param host whatever tells sites apart: the host, with scheme and port if they matter
   * @param target path and query, as they are sent upstream
   * @return null if there is none that helps; else one to be sent, or to be asked about first
   */
  public @Nullable Stored find(String host, String target, HttpRequest request) {
    boolean get = request.method().equals(HttpMethod.GET);
    if (!(get || request.method().equals(HttpMethod.HEAD)) || !Rules.concerns(request)) {
      return null;
    }
    Variant variant = variant(key(host, target), request.headers());
    if (variant == null) {
      return null;
    }
    long age = variant.age(clock.millis());
    boolean conditional = Rules.isConditional(request.headers());
    if (isFresh(variant, age, CacheControl.of(request.headers()))) {
      boolean notModified =
          conditional && Rules.isNotModified(request.headers(), variant.headers());
      return new Stored(variant, age, true, notModified, get);
    }
    return conditional || !Rules.hasValidator(variant.headers())
        ? null
        : new Stored(variant, age, false, false, get);
  }

  private synchronized @Nullable Variant variant(Variant.Key key, HttpHeaders request) {
    List<Variant> variants = stored.get(key);
    if (variants == null) {
      return null;
    }
    int codings = ContentCodings.accepted(request);
    boolean credentials = Rules.hasCredentials(request);
    for (Variant variant : variants) {
      if (variant.suits(codings, credentials)) {
        return variant;
      }
    }
    return null;
  }

  /** A client may ask for one that is younger: RFC 9111 §5.2.1. */
  private static boolean isFresh(Variant variant, long age, CacheControl wanted) {
    return age < variant.lifetime()
        && !wanted.noCache
        && (wanted.maxAge == CacheControl.UNSAID || age <= wanted.maxAge);
  }

  /**
   * Looks at the head of a response that comes from upstream, before anything is changed in it for
   * the client. To be called for every method: one that may change a target drops what is stored.
   *
   * @return null if the response is not kept; else what has to be told of its body and its end
   */
  public @Nullable Recording record(
      String host, String target, HttpRequest request, HttpResponse response) {
    int status = response.status().code();
    if (Rules.isUnsafe(request.method())) {
      if (status >= 200 && status < 400) {
        drop(key(host, target));
      }
      return null;
    }
    if (!request.method().equals(HttpMethod.GET) || !Rules.concerns(request)) {
      return null;
    }
    if (status == 404 || status == 410) {
      drop(key(host, target));
    }
    return status == 200 ? recording(key(host, target), request, response) : null;
  }

  private @Nullable Recording recording(
      Variant.Key key, HttpRequest request, HttpResponse response) {
    CacheControl control = CacheControl.of(response.headers());
    if (!Rules.isStorable(response.headers(), control)) {
      drop(key);
      return null;
    }
    if (isTooLong(response.headers().get(HttpHeaderNames.CONTENT_LENGTH))
        || (Rules.hasCredentials(request.headers()) && !control.isPublic)) {
      return null;
    }
    Recording recording =
        new Recording(
            this,
            key,
            request.headers().copy(),
            EndToEnd.copy(response.headers(), clock.millis()),
            maxObjectOctets);
    synchronized (this) {
      // One at a time: all others would bring the same.
      return recordings.putIfAbsent(key, recording) == null ? recording : null;
    }
  }

  private boolean isTooLong(@Nullable String length) {
    try {
      return length != null && Long.parseLong(length) > maxObjectOctets;
    } catch (NumberFormatException notANumber) {
      return true;
    }
  }

  synchronized boolean reserve(int length) {
    if (recordingOctets + length > maxOctets) {
      return false;
    }
    recordingOctets += length;
    return true;
  }

  synchronized void forget(Recording recording, long reserved) {
    recordingOctets -= reserved;
    recordings.remove(recording.key(), recording);
  }

  void store(
      Recording recording, long reserved, HttpHeaders request, HttpHeaders response, byte[] body) {
    Variant variant = Variant.of(recording.key(), request, response, body, clock.millis());
    synchronized (this) {
      recordingOctets -= reserved;
      // If it is no longer there, the target was changed while it was on its way.
      if (recordings.remove(recording.key(), recording)) {
        put(variant);
      }
    }
  }

  /**
   * The upstream server has answered 304 to a request with {@link Stored#condition}.
   *
   * @return what is to be sent to the client
   */
  public Stored revalidated(Stored asked, HttpResponse notModified) {
    long now = clock.millis();
    HttpHeaders headers = EndToEnd.updated(asked.variant().headers(), notModified.headers(), now);
    Variant fresh = asked.variant().freshened(headers, now);
    synchronized (this) {
      List<Variant> variants = stored.get(fresh.key());
      if (variants != null && isAmong(variants, asked.variant())) {
        if (Rules.isStorable(headers, CacheControl.of(headers))) {
          put(fresh);
        } else {
          drop(fresh.key());
        }
      }
    }
    return new Stored(fresh, fresh.age(now), true, false, asked.bodyWanted());
  }

  private static boolean isAmong(List<Variant> variants, Variant sought) {
    for (Variant variant : variants) {
      if (variant == sought) {
        return true;
      }
    }
    return false;
  }

  private void put(Variant variant) {
    List<Variant> variants = stored.computeIfAbsent(variant.key(), missing -> new ArrayList<>());
    for (Iterator<Variant> all = variants.iterator(); all.hasNext(); ) {
      Variant other = all.next();
      if (other.codings() == variant.codings()
          || other.codings() == ContentCodings.ANY
          || variant.codings() == ContentCodings.ANY) {
        all.remove();
        count(other, -1);
      }
    }
    if (variants.size() == MAX_VARIANTS) {
      count(variants.removeFirst(), -1);
    }
    variants.add(variant);
    count(variant, 1);
    makeRoom();
  }

  private void makeRoom() {
    Iterator<List<Variant>> oldest = stored.values().iterator();
    while (octets > maxOctets && oldest.hasNext()) {
      for (Variant variant : oldest.next()) {
        count(variant, -1);
      }
      oldest.remove();
    }
  }

  private void count(Variant variant, int sign) {
    octets += sign * variant.octets();
    size += sign;
  }

  private synchronized void drop(Variant.Key key) {
    recordings.remove(key);
    List<Variant> variants = stored.remove(key);
    if (variants != null) {
      for (Variant variant : variants) {
        count(variant, -1);
      }
    }
  }

  /** Drops everything, and tells how many responses that were. */
  public synchronized int clear() {
    int dropped = size;
    stored.clear();
    recordings.clear();
    octets = 0;
    size = 0;
    return dropped;
  }

  /** About what is taken of the heap. */
  public synchronized long octets() {
    return octets;
  }

  /** How many responses are stored. */
  public synchronized int size() {
    return size;
  }

  private static Variant.Key key(String host, String target) {
    return new Variant.Key(host.toLowerCase(Locale.ROOT), target);
  }
}
