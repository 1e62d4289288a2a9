package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes responses of HTTP/1.1; that to a {@code HEAD} has a length and no body. */
final class ResponseEncoder extends HttpResponseEncoder {
  private boolean headAlone;

  /** What the next final response answers. */
  void answers(boolean head) {
    headAlone = head;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return headAlone || super.isContentAlwaysEmpty(response);
  }
}
