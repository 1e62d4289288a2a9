package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** Makes the handlers of clients that speak HTTP/2. */
final class Http2Clients
    extends AbstractHttp2ConnectionHandlerBuilder<Http2Connection, Http2Clients> {
  private static final int STREAM_WINDOW = 256 * 1024;
  // Connections end when their last request has: there is no hurry that would cut one.
  private static final long NO_HURRY = -1;

  private final Client client;
  private final WebServices services;

  private Http2Clients(Client client, WebServices services) {
    this.client = client;
    this.services = services;
  }

  static Http2Connection newHandler(Client client, WebServices services) {
    ClientTerms terms = client.door().terms();
    return new Http2Clients(client, services)
        .connection(turnByTurn())
        .validateHeaders(true)
        .gracefulShutdownTimeoutMillis(NO_HURRY)
        .headerSensitivityDetector((name, value) -> isForOnce(name))
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(terms.maxStreams())
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(terms.maxHeadOctets()))
        .build();
  }

  /**
   * What is never said twice only pushes out of the compressor's table what is; and secrets have no
   * business there: RFC 7541 §7.1.3.
   */
  private static boolean isForOnce(CharSequence name) {
    return Forwarding.REQUEST_ID.contentEqualsIgnoreCase(name)
        || HttpHeaderNames.SET_COOKIE.contentEquals(name);
  }

  /**
   * Streams take turns, a full frame each. Weights, by which Netty would share in pieces of a
   * kilobyte, are no longer part of HTTP/2: RFC 9113 §5.3.2.
   */
  private static io.netty.handler.codec.http2.Http2Connection turnByTurn() {
    io.netty.handler.codec.http2.Http2Connection connection = new DefaultHttp2Connection(true);
    UniformStreamByteDistributor turns = new UniformStreamByteDistributor(connection);
    turns.minAllocationChunk(Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE);
    connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
    return connection;
  }

  @Override
  protected Http2Connection build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    Http2Connection handler = new Http2Connection(decoder, encoder, settings, client, services);
    frameListener(handler.requests());
    return handler;
  }
}
