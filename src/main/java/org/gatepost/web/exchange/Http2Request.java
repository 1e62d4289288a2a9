package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection, which is one request and its response. */
final class Http2Request implements ClientSide {
  private final Http2Connection connection;
  private final Http2Stream stream;
  private @Nullable Exchange exchange;
  private @Nullable Http2Headers head; // waits for the first piece of the body: it may be the last
  private @Nullable ChannelFuture written;
  private boolean paused;
  private int untaken;

  Http2Request(Http2Connection connection, Http2Stream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  void begin(Exchange begun) {
    exchange = begun;
    begun.begin();
  }

  void body(HttpContent content) {
    Exchange now = exchange;
    if (now == null) {
      content.release();
    } else {
      now.requestBody(content);
      now.bodyReadComplete();
    }
  }

  /** A piece of the body; says how much of the window is free again. */
  int data(ByteBuf data, boolean last, int octets) {
    if (exchange == null) {
      return octets;
    }
    ByteBuf kept = data.retain();
    body(last ? new DefaultLastHttpContent(kept) : new DefaultHttpContent(kept));
    if (paused) {
      untaken += octets;
      return 0;
    }
    return octets;
  }

  void spoiled(String fault) {
    if (exchange != null) {
      exchange.spoiled(fault);
    }
  }

  void writabilityChanged() {
    if (exchange != null) {
      exchange.clientWritabilityChanged();
    }
  }

  void streamClosed() {
    Exchange unfinished = exchange;
    exchange = null;
    if (unfinished != null) {
      unfinished.clientGone();
    }
  }

  @Override
  public Client client() {
    return connection.client();
  }

  @Override
  public void send(HttpResponse response) {
    Http2Headers translated = Http2Translation.head(response);
    if (response.status().code() < 200) {
      written = connection.writeHead(stream, translated, false);
    } else {
      head = translated;
    }
  }

  @Override
  public void send(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    boolean empty = !content.content().isReadable();
    Http2Headers trailers = last ? trailers((LastHttpContent) content) : null;
    Http2Headers waiting = head;
    head = null;
    if (waiting != null) {
      boolean whole = last && empty && trailers == null;
      written = connection.writeHead(stream, waiting, whole);
      if (whole) {
        content.release();
        return;
      }
    }
    if (empty && (trailers != null || !last)) {
      content.release();
    } else {
      written = connection.writeData(stream, content, last && trailers == null);
    }
    if (trailers != null) {
      written = connection.writeHead(stream, trailers, true);
    }
  }

  private static @Nullable Http2Headers trailers(LastHttpContent last) {
    if (last.trailingHeaders().isEmpty()) {
      return null;
    }
    Http2Headers trailers = new DefaultHttp2Headers();
    Http2Translation.copy(last.trailingHeaders(), trailers);
    return trailers;
  }

  @Override
  public void flush() {
    Http2Headers waiting = head;
    if (waiting != null) {
      head = null;
      written = connection.writeHead(stream, waiting, false);
    }
    connection.flushSoon();
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable(stream);
  }

  @Override
  public void wantsBody(boolean wanted) {
    paused = !wanted;
    if (wanted && untaken > 0) {
      int octets = untaken;
      untaken = 0;
      connection.taken(stream, octets);
    }
  }

  @Override
  public void breakOff() {
    exchange = null;
    connection.reset(stream, Http2Error.INTERNAL_ERROR);
  }

  @Override
  public void ended(boolean inOrder) {
    exchange = null;
    wantsBody(true);
    ChannelFuture last = written;
    if (!inOrder && last != null) {
      // RFC 9113 §8.1: once the response is out, the rest of the request is of no use.
      last.addListener(ignored -> {
        if (stream.state().remoteSideOpen()) {
          connection.reset(stream, Http2Error.NO_ERROR);
        }
      });
    }
  }

  @Override
  public boolean canUpgrade() {
    return false;
  }

  @Override
  public Tunnel upgrade() {
    throw new IllegalStateException("HTTP/2 has no upgrade");
  }
}
