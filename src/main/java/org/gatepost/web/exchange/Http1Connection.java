package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import org.gatepost.net.Channels;
import org.gatepost.net.Flushes;
import org.jspecify.annotations.Nullable;

/** A client that speaks HTTP/1.1: one request after the other. */
final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientSide, Timed {
  private static final long FAREWELL_NANOS = 1_000_000_000L;

  private final Client client;
  private final WebServices services;
  private final Visit visit;
  private final SocketChannel channel;
  private final RequestDecoder decoder;
  private final ResponseEncoder encoder;

  private @Nullable Exchange exchange;
  private @Nullable HttpResponse unsent;
  private boolean http10;
  private boolean headOnly;
  private boolean keepAlive;
  private boolean closing;
  private boolean leaving;
  private @Nullable ByteBuf strays;
  private boolean served;
  private long idleSinceNanos = System.nanoTime();

  Http1Connection(
      Client client,
      WebServices services,
      Visit visit,
      RequestDecoder decoder,
      ResponseEncoder encoder) {
    this.client = client;
    this.services = services;
    this.visit = visit;
    this.channel = client.channel();
    this.decoder = decoder;
    this.encoder = encoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    services.clocks().of(client.loop()).watch(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (leaving && message instanceof ByteBuf octets) {
      strays = strays == null ? octets : Unpooled.wrappedBuffer(strays, octets);
    } else if (closing || !(message instanceof HttpObject part)) {
      ReferenceCountUtil.release(message);
    } else {
      take(part);
    }
  }

  private void take(HttpObject part) {
    DecoderResult result = part.decoderResult();
    if (part instanceof HttpRequest request) {
      begin(request, result);
    } else if (part instanceof HttpContent content) {
      Exchange now = exchange;
      if (now == null) {
        content.release();
      } else if (result.isFailure()) {
        content.release();
        now.spoiled(String.valueOf(result.cause().getMessage()));
      } else {
        now.requestBody(content);
      }
    }
  }

  private void begin(HttpRequest request, DecoderResult result) {
    http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    headOnly = request.method().equals(HttpMethod.HEAD);
    encoder.answers(headOnly);
    keepAlive =
        result.isSuccess()
            && HttpUtil.isKeepAlive(request)
            && !client.door().terms().keepAlive().isZero();
    Arrival arrival = new Arrival(client, request, services.ids());
    if (result.isFailure()) {
      arrival.isNoHttp(statusOf(result.cause()), String.valueOf(result.cause().getMessage()));
    }
    Exchange begun = new Exchange(this, services, arrival, request);
    exchange = begun;
    begun.begin();
  }

  private static int statusOf(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return 414;
    }
    return cause instanceof TooLongHttpHeaderException ? 431 : 400;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.bodyReadComplete();
      if (decoder.hasMore()) {
        reads(false); // what came ahead waits, and more of it in the kernel
      }
    }
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public void send(HttpResponse head) {
    int status = head.status().code();
    head.setProtocolVersion(HttpVersion.HTTP_1_1);
    if (status < 200) {
      Channels.write(channel, head);
      Channels.write(channel, LastHttpContent.EMPTY_LAST_CONTENT);
      return;
    }
    frame(head, status);
    keepAlive &= exchange != null && exchange.isRequestRead() && !services.retiring().get();
    if (!keepAlive) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (http10) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    unsent = head; // with its body, if all of it is here: most responses are small
  }

  /** How the client is to know where the body ends: RFC 9112 §6.3. */
  private void frame(HttpResponse head, int status) {
    boolean chunked = HttpUtil.isTransferEncodingChunked(head);
    if (chunked && http10) {
      HttpUtil.setTransferEncodingChunked(head, false);
      keepAlive = false;
    } else if (!chunked
        && !headOnly
        && status != 204
        && status != 304
        && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      if (http10) {
        keepAlive = false;
      } else {
        HttpUtil.setTransferEncodingChunked(head, true);
      }
    }
  }

  @Override
  public void send(HttpContent content) {
    if (unsent != null && content instanceof LastHttpContent last) {
      Channels.write(channel, whole(unsent, last));
      unsent = null;
    } else {
      sendHead();
      Channels.write(channel, content);
    }
  }

  private static FullHttpResponse whole(HttpResponse head, LastHttpContent body) {
    return new DefaultFullHttpResponse(
        head.protocolVersion(),
        head.status(),
        body.content(),
        head.headers(),
        body.trailingHeaders());
  }

  private void sendHead() {
    if (unsent != null) {
      Channels.write(channel, unsent);
      unsent = null;
    }
  }

  @Override
  public void flush() {
    sendHead();
    Flushes.soon(channel);
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void wantsBody(boolean wanted) {
    reads(wanted && !(exchange != null && exchange.isRequestRead() && decoder.hasMore()));
  }

  private void reads(boolean wanted) {
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  @Override
  public void breakOff() {
    exchange = null;
    closing = true;
    channel.flush(); // what has come so far is the client's
    Channels.closeNow(channel);
  }

  @Override
  public void ended(boolean inOrder) {
    exchange = null;
    served = true;
    idleSinceNanos = System.nanoTime();
    if (!keepAlive || !inOrder) {
      closing = true;
      // The client may still be sending: it is heard no more, but a reset would take our last words
      // from it.
      reads(inOrder);
      Channels.closeAfterLastWords(channel);
      return;
    }
    reads(true);
    next();
  }

  private void next() {
    ChannelHandlerContext context = channel.pipeline().context(decoder);
    if (context != null) {
      try {
        decoder.next(context);
      } catch (Exception e) {
        context.fireExceptionCaught(e);
      }
      if (exchange != null) {
        exchange.bodyReadComplete();
      }
    }
  }

  @Override
  public boolean canUpgrade() {
    return true;
  }

  @Override
  public Tunnel.ClientEnd upgrade() {
    services.clocks().of(client.loop()).forget(this);
    leaving = true;
    channel.pipeline().remove(decoder); // gives us what it has not decoded
    channel.pipeline().remove(encoder);
    channel.pipeline().remove(this);
    visit.becomesTunnel();
    ByteBuf early = strays == null ? Unpooled.EMPTY_BUFFER : strays;
    return new Tunnel.ClientEnd(early, visit::leave);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.clientWritabilityChanged();
    }
  }

  @Override
  public void tick(long nowNanos) {
    if (exchange != null) {
      exchange.tick(nowNanos);
      return;
    }
    if (closing) {
      return;
    }
    ClientTerms terms = client.door().terms();
    long patience = (served ? terms.keepAlive() : terms.headerTimeout()).toNanos();
    if (served && services.retiring().get()) {
      // Who is busy is told with its next response, else a request could cross our farewell.
      patience = Math.min(patience, FAREWELL_NANOS);
    }
    if (nowNanos - idleSinceNanos > patience) {
      Channels.closeNow(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    services.clocks().of(client.loop()).forget(this);
    Exchange unfinished = exchange;
    exchange = null;
    closing = true;
    if (unfinished != null) {
      unfinished.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Faults.note(cause);
    Channels.closeNow(channel);
  }
}
