package org.gatepost.web.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** A response out of the cache, for one request. It stays good to read when the cache drops it. */
public final class Stored {
  private final Variant variant;
  private final long ageSeconds;
  private final boolean fresh;
  private final boolean notModified;
  private final boolean bodyWanted;

  Stored(Variant variant, long ageSeconds, boolean fresh, boolean notModified, boolean bodyWanted) {
    this.variant = variant;
    this.ageSeconds = ageSeconds;
    this.fresh = fresh;
    this.notModified = notModified;
    this.bodyWanted = bodyWanted;
  }

  Variant variant() {
    return variant;
  }

  boolean bodyWanted() {
    return bodyWanted;
  }

  /** How old it is. */
  public long ageSeconds() {
    return ageSeconds;
  }

  /**
   * Whether it may be sent as it is; if not, the upstream server has to be asked whether it is
   * still good, see {@link #condition}.
   */
  public boolean fresh() {
    return fresh;
  }

  /** 200, or 304 for a client that has it already. */
  public HttpResponseStatus status() {
    return notModified ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK;
  }

  /** Those of the response, with its age; the caller's to change. */
  public HttpHeaders headers() {
    HttpHeaders headers = variant.headers().copy();
    headers.set(HttpHeaderNames.AGE, Long.toString(ageSeconds));
    if (notModified) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
      headers.remove(HttpHeaderNames.CONTENT_TYPE);
      headers.remove(HttpHeaderNames.CONTENT_ENCODING);
    }
    return headers;
  }

  /** What is to be sent of the body; the caller's to release. */
  public ByteBuf body() {
    return notModified || !bodyWanted
        ? Unpooled.EMPTY_BUFFER
        : Unpooled.wrappedBuffer(variant.body()).asReadOnly();
  }

  /** The tag by which the upstream server knows it; null without. */
  public @Nullable String etag() {
    return variant.headers().get(HttpHeaderNames.ETAG);
  }

  /** When it was changed last; null if nobody said. */
  public @Nullable String lastModified() {
    return variant.headers().get(HttpHeaderNames.LAST_MODIFIED);
  }

  /**
   * Makes a request to the upstream server ask whether this is still good. The answer is 304, see
   * {@link ResponseCache#revalidated}, or another response.
   */
  public void condition(HttpHeaders request) {
    String tag = etag();
    if (tag != null) {
      request.set(HttpHeaderNames.IF_NONE_MATCH, tag);
    }
    String modified = lastModified();
    if (modified != null) {
      request.set(HttpHeaderNames.IF_MODIFIED_SINCE, modified);
    }
  }

  @Override
  public String toString() {
    return "Stored[" + variant.key() + ", " + ageSeconds + " s, fresh " + fresh + "]";
  }
}
