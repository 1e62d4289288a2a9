package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection, which is one request and its response. */
final class Http2Request implements ClientSide {
  private static final int LAST_FRAMES_SECONDS = 5;
  private static final long MOST_DROPPED = 4L * 1024 * 1024;

  private final Http2Connection connection;
  private final Http2Stream stream;
  private @Nullable Exchange exchange;
  private @Nullable Http2Headers head; // waits for the first piece of the body: it may be the last
  private long dropped;
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
      dropped += octets;
      if (dropped > MOST_DROPPED) {
        stopListening();
      }
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

  void tick(long nowNanos) {
    if (exchange != null) {
      exchange.tick(nowNanos);
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
      connection.writeHead(stream, translated, false);
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
      connection.writeHead(stream, waiting, whole);
      if (whole) {
        content.release();
        return;
      }
    }
    if (empty && (trailers != null || !last)) {
      content.release();
    } else {
      connection.writeData(stream, content, last && trailers == null);
    }
    if (trailers != null) {
      connection.writeHead(stream, trailers, true);
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
      connection.writeHead(stream, waiting, false);
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
    if (!inOrder) {
      // What is under way cannot be called back, and frames behind a reset look like an attack: the
      // rest of the request is read for a while, and dropped.
      connection
          .client()
          .loop()
          .schedule(this::stopListening, LAST_FRAMES_SECONDS, TimeUnit.SECONDS)
          .addListener(ignored -> {});
    }
  }

  /** RFC 9113 §8.1: the response is out, and the rest of the request is of no use. */
  private void stopListening() {
    if (stream.state().remoteSideOpen()) {
      connection.reset(stream, Http2Error.NO_ERROR);
    }
  }

  @Override
  public boolean canUpgrade() {
    return false;
  }

  @Override
  public Tunnel.ClientEnd upgrade() {
    throw new IllegalStateException("HTTP/2 has no upgrade");
  }
}
