package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import org.gatepost.web.page.ErrorPages;
import org.jspecify.annotations.Nullable;

/** A response that no upstream server has given; its body is on the heap. */
record OwnAnswer(HttpResponse head, ByteBuf body) {
  /** The browser is sent elsewhere. */
  static OwnAnswer redirect(String location) {
    HttpResponse head = head(HttpResponseStatus.FOUND.code());
    head.headers().set(HttpHeaderNames.LOCATION, location);
    return new OwnAnswer(head, Unpooled.EMPTY_BUFFER);
  }

  static OwnAnswer text(byte[] text) {
    HttpResponse head = head(HttpResponseStatus.OK.code());
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, ErrorPages.TEXT);
    return new OwnAnswer(head, Unpooled.wrappedBuffer(text));
  }

  /**
   * The page that an error deserves.
   *
   * @param retryAfter when it may be better; null if nobody knows
   */
  static OwnAnswer page(int status, Arrival arrival, @Nullable Duration retryAfter) {
    ErrorPages pages = arrival.site().pages();
    boolean html = arrival.wantsHtml();
    HttpResponse head = head(status);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, html ? ErrorPages.HTML : ErrorPages.TEXT)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (retryAfter != null) {
      head.headers()
          .set(HttpHeaderNames.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    byte[] page =
        html ? pages.html(status, arrival.requestId()) : pages.text(status, arrival.requestId());
    return new OwnAnswer(head, Unpooled.wrappedBuffer(page));
  }

  private static HttpResponse head(int status) {
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
  }
}
