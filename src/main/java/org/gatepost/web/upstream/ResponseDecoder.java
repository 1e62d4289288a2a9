package org.gatepost.web.upstream;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Reads an upstream server's responses, and knows whether it has said more than it was asked. */
final class ResponseDecoder extends HttpResponseDecoder {
  private static final int FIRST_FINAL_STATUS = 200;
  private boolean toHead;

  ResponseDecoder(HttpDecoderConfig config) {
    super(config);
  }

  /** A request goes out: responses to HEAD have no body, whatever they say (RFC 9112 §6.3). */
  void expect(boolean head) {
    toHead = head;
  }

  /** Whether octets wait that belong to no response so far. */
  boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean isFinal =
        message instanceof HttpResponse response && response.status().code() >= FIRST_FINAL_STATUS;
    return (toHead && isFinal) || super.isContentAlwaysEmpty(message);
  }
}
