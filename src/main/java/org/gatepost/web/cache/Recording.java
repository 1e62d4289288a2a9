package org.gatepost.web.cache;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;

/**
 * A response that is on its way to a client and to the cache. Whoever has one ends it by {@link
 * #complete} or {@link #abandon}: until then, its memory counts. For one event loop.
 */
public final class Recording {
  private final ResponseCache cache;
  private final Variant.Key key;
  private final HttpHeaders request;
  private final HttpHeaders response;
  private final long most;
  private byte[] body = new byte[0];
  private int length;
  private boolean ended;

  Recording(
      ResponseCache cache, Variant.Key key, HttpHeaders request, HttpHeaders response, long most) {
    this.cache = cache;
    this.key = key;
    this.request = request;
    this.response = response;
    this.most = most;
  }

  Variant.Key key() {
    return key;
  }

  /** Takes a part of the body; neither releases nor reads the buffer. */
  public void add(ByteBuf part) {
    int more = part.readableBytes();
    if (ended || more == 0) {
      return;
    }
    if (!hasRoom((long) length + more)) {
      abandon();
      return;
    }
    part.getBytes(part.readerIndex(), body, length, more);
    length += more;
  }

  /** Makes room if need be; what the response announces at once. */
  private boolean hasRoom(long octets) {
    if (octets <= body.length) {
      return true;
    }
    int capacity = (int) Math.min(most, Math.max(Math.max(octets, announced()), 2L * body.length));
    if (octets > most || !cache.reserve(capacity - body.length)) {
      return false;
    }
    body = Arrays.copyOf(body, capacity);
    return true;
  }

  private long announced() {
    String announced = response.get(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return announced == null ? 0 : Long.parseLong(announced);
    } catch (NumberFormatException nothing) {
      return 0;
    }
  }

  /** The response has come to its end: it is stored, unless it is not as long as it said. */
  public void complete() {
    if (ended) {
      return;
    }
    String announced = response.get(HttpHeaderNames.CONTENT_LENGTH);
    String real = Integer.toString(length);
    if (announced != null && !announced.equals(real)) {
      abandon();
      return;
    }
    ended = true;
    response.set(HttpHeaderNames.CONTENT_LENGTH, real);
    cache.store(
        this,
        body.length,
        request,
        response,
        length == body.length ? body : Arrays.copyOf(body, length));
  }

  /** The response will not come to its end: nothing is stored. */
  public void abandon() {
    if (!ended) {
      ended = true;
      cache.forget(this, body.length);
      body = new byte[0];
    }
  }
}
