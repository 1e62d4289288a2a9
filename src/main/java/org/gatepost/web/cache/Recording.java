package org.gatepost.web.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;

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
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private long reserved;
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
    int length = part.readableBytes();
    if (ended || length == 0) {
      return;
    }
    if (body.size() + (long) length > most || !cache.reserve(length)) {
      abandon();
      return;
    }
    body.writeBytes(ByteBufUtil.getBytes(part, part.readerIndex(), length, false));
    reserved += length;
  }

  /** The response has come to its end: it is stored, unless it is not as long as it said. */
  public void complete() {
    if (ended) {
      return;
    }
    String length = response.get(HttpHeaderNames.CONTENT_LENGTH);
    String real = Integer.toString(body.size());
    if (length != null && !length.equals(real)) {
      abandon();
      return;
    }
    ended = true;
    response.set(HttpHeaderNames.CONTENT_LENGTH, real);
    cache.store(this, reserved, request, response, body.toByteArray());
  }

  /** The response will not come to its end: nothing is stored. */
  public void abandon() {
    if (!ended) {
      ended = true;
      body.reset();
      cache.forget(this, reserved);
    }
  }
}
