package org.gatepost.route.lookup.asking;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;

/**
 * Reads answers of HTTP, however they are cut into segments, and knows whether anything came that
 * belongs to none. A bare line feed ends a line, as for the originals.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  ResponseDecoder(int maxHeadOctets) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeadOctets)
            .setMaxHeaderSize(maxHeadOctets)
            .setStrictLineParsing(false));
  }

  /** Whether all that came was part of an answer. */
  boolean isDrained() {
    return actualReadableBytes() == 0;
  }
}
