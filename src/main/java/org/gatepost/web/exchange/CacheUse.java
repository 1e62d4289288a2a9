package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.gatepost.web.cache.Recording;
import org.gatepost.web.cache.ResponseCache;
import org.gatepost.web.cache.Stored;
import org.jspecify.annotations.Nullable;

/** What the cache has to do with one exchange. Confined to the client's event loop. */
final class CacheUse {
  private final ResponseCache cache;
  private final HttpRequest request;
  private final String host;
  private final String target;
  private @Nullable Stored asked;
  private @Nullable Stored confirmed;
  private @Nullable Recording recording;

  /**
   * @param host what tells sites apart: scheme, host and port
   */
  CacheUse(ResponseCache cache, HttpRequest request, String host, String target) {
    this.cache = cache;
    this.request = request;
    this.host = host;
    this.target = target;
  }

  /**
   * What may be sent as it is; null if the upstream server is to be asked. If there is something
   * that may still be good, the request asks for just that.
   */
  @Nullable Stored fresh() {
    Stored found = cache.find(host, target, request);
    if (found == null || found.fresh()) {
      return found;
    }
    asked = found;
    found.condition(request.headers());
    return null;
  }

  /** The upstream server has answered; whether its answer only says that what is kept is good. */
  boolean isConfirmed(HttpResponse head) {
    if (asked != null && head.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
      confirmed = cache.revalidated(asked, head);
      return true;
    }
    recording = cache.record(host, target, request, head);
    return false;
  }

  /** What is to be sent in place of the upstream server's answer, if that was asked for. */
  @Nullable Stored confirmed() {
    return confirmed;
  }

  /** A piece of the body, which stays the caller's. */
  void add(ByteBuf piece) {
    if (recording != null) {
      recording.add(piece);
    }
  }

  /** The exchange is over. */
  void end(boolean whole) {
    if (recording != null) {
      if (whole) {
        recording.complete();
      } else {
        recording.abandon();
      }
      recording = null;
    }
  }
}
