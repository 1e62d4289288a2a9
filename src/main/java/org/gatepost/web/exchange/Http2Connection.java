package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.gatepost.net.Channels;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks HTTP/2: many requests at a time, each on its stream (RFC 9113). Windows are
 * opened as upstream servers take what came, so that a slow one holds up its own stream alone.
 */
final class Http2Connection extends Http2ConnectionHandler implements Timed {
  private static final int CONNECTION_WINDOW = 4 * 1024 * 1024;

  private final Client client;
  private final WebServices services;
  private final PropertyKey key;
  private @Nullable ChannelHandlerContext context;
  private boolean flushing;
  private boolean told;
  private boolean leaving;
  private long idleSinceNanos = System.nanoTime();

  Http2Connection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Client client,
      WebServices services) {
    super(decoder, encoder, settings);
    this.client = client;
    this.services = services;
    this.key = connection().newKey();
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                Http2Request request = stream.removeProperty(key);
                if (request != null) {
                  request.streamClosed();
                }
                idleSinceNanos = System.nanoTime();
              }
            });
    connection()
        .remote()
        .flowController()
        .listener(stream -> {
          Http2Request request = stream.getProperty(key);
          if (request != null) {
            request.writabilityChanged();
          }
        });
  }

  Client client() {
    return client;
  }

  ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return context;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) throws Exception {
    context = added;
    super.handlerAdded(added);
    services.clocks().of(client.loop()).watch(this);
  }

  /** What was written goes out at the end of the loop's turn: many responses in one record. */
  void flushSoon() {
    if (!flushing) {
      flushing = true;
      client
          .loop()
          .execute(() -> {
            flushing = false;
            if (!context().isRemoved()) {
              flush(context());
            }
          });
    }
  }

  /** Octets of a request were passed on: the client may send as many again. */
  void taken(Http2Stream stream, int octets) {
    try {
      if (connection().local().flowController().consumeBytes(stream, octets)) {
        flushSoon();
      }
    } catch (Http2Exception e) {
      onError(context(), true, e);
    }
  }

  Http2FrameListener requests() {
    return new Requests();
  }

  /** What clients say, stream by stream. */
  private final class Requests extends Http2EventAdapter {
    private boolean windowOpened;

    @Override
    public void onSettingsRead(ChannelHandlerContext read, Http2Settings settings)
        throws Http2Exception {
      if (!windowOpened) {
        windowOpened = true;
        connection()
            .local()
            .flowController()
            .incrementWindowSize(
                connection().connectionStream(),
                CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext read,
        int streamId,
        Http2Headers headers,
        int streamDependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream) {
      onHeadersRead(read, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext read,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endOfStream) {
      Http2Stream stream = connection().stream(streamId);
      if (stream == null) {
        return;
      }
      Http2Request known = stream.getProperty(key);
      if (known != null) {
        trailers(known, headers);
        return;
      }
      begin(stream, headers, endOfStream);
    }

    private void begin(Http2Stream stream, Http2Headers headers, boolean endOfStream) {
      HttpRequest request;
      String fault = "";
      try {
        request = Http2Translation.request(headers, endOfStream);
      } catch (IllegalArgumentException e) {
        request = Http2Translation.unreadable();
        fault = String.valueOf(e.getMessage());
      }
      Arrival arrival = new Arrival(client, request, services.ids());
      arrival.isHttp2();
      if (!fault.isEmpty()) {
        arrival.isNoHttp(400, fault);
      }
      Http2Request side = new Http2Request(Http2Connection.this, stream);
      stream.setProperty(key, side);
      Exchange exchange = new Exchange(side, services, arrival, request);
      side.begin(exchange);
      if (endOfStream) {
        side.body(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }

    private static void trailers(Http2Request request, Http2Headers headers) {
      LastHttpContent last = new DefaultLastHttpContent();
      try {
        Http2Translation.copy(headers, last.trailingHeaders());
      } catch (IllegalArgumentException e) {
        request.spoiled(String.valueOf(e.getMessage()));
        last.release();
        return;
      }
      request.body(last);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext read, int streamId, ByteBuf data, int padding, boolean endOfStream) {
      Http2Stream stream = connection().stream(streamId);
      Http2Request request = stream == null ? null : stream.getProperty(key);
      int octets = data.readableBytes() + padding;
      return request == null ? octets : request.data(data, endOfStream, octets);
    }
  }

  /**
   * Connections end in two steps (RFC 9113 §6.8): the client is told to begin nothing more, and
   * what it had begun meanwhile is still served; the channel closes once no stream is left.
   */
  @Override
  public void tick(long nowNanos) {
    if (context == null) {
      return;
    }
    tickRequests(nowNanos);
    if (leaving) {
      return;
    }
    if (told) {
      leaving = true;
      sayGoodbye(context, connection().remote().lastStreamCreated());
      context.channel().close().addListener(ignored -> {}); // from the pipeline's end: through us
    } else if (isRetiring()
        || (connection().numActiveStreams() == 0
            && nowNanos - idleSinceNanos > client.door().terms().keepAlive().toNanos())) {
      told = true;
      sayGoodbye(context, Integer.MAX_VALUE);
    }
  }

  private void tickRequests(long nowNanos) {
    try {
      connection()
          .forEachActiveStream(stream -> {
            Http2Request request = stream.getProperty(key);
            if (request != null) {
              request.tick(nowNanos);
            }
            return true;
          });
    } catch (Http2Exception e) {
      onError(context(), true, e);
    }
  }

  private void sayGoodbye(ChannelHandlerContext to, int lastStream) {
    goAway(to, lastStream, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, to.newPromise())
        .addListener(ignored -> {});
    flush(to);
  }

  private boolean isRetiring() {
    return services.retiring().get();
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) throws Exception {
    services.clocks().of(client.loop()).forget(this);
    super.channelInactive(gone);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext where, Throwable cause) throws Exception {
    if (cause instanceof Http2Exception) {
      super.exceptionCaught(where, cause);
    } else {
      Faults.note(cause);
      Channels.closeNow(where.channel());
    }
  }

  void reset(Http2Stream stream, Http2Error error) {
    resetStream(context(), stream.id(), error.code(), context().newPromise())
        .addListener(ignored -> {});
    flushSoon();
  }

  void writeHead(Http2Stream stream, Http2Headers head, boolean last) {
    encoder()
        .writeHeaders(context(), stream.id(), head, 0, last, context().newPromise())
        .addListener(ignored -> {});
  }

  void writeData(Http2Stream stream, HttpContent content, boolean last) {
    encoder()
        .writeData(context(), stream.id(), content.content(), 0, last, context().newPromise())
        .addListener(ignored -> {});
  }

  boolean isWritable(Http2Stream stream) {
    return connection().remote().flowController().isWritable(stream);
  }
}
