package org.gatepost.web.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.gatepost.net.Channels;
import org.gatepost.net.Flushes;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an upstream server: a request and its response at a time, confined to its event
 * loop. Between two of them it has no user, and whatever the server then says ends it.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  private static final int FIRST_STATUS = 100;
  private static final int MOST_INTERIMS = 100;
  private static final int FIRST_FINAL_STATUS = 200;
  private static final int LAST_STATUS = 999;
  private static final long LAST_WORDS_MILLIS = 1_000;

  private final LoopConnections home;
  private final Endpoint endpoint;
  private final SocketChannel channel;
  private final ResponseDecoder decoder;

  private @Nullable UpstreamUser user;
  private @Nullable HttpRequest unsent;
  private boolean established;
  private boolean used;
  private boolean reusable;
  private boolean reading;
  private boolean returning;
  private int interims;
  private boolean requestSent;
  private boolean responseEnded;
  private boolean interim;
  private boolean closing;
  private boolean leaving;
  private @Nullable ByteBuf strays;
  private long idleSinceNanos;

  UpstreamConnection(
      LoopConnections home,
      Endpoint endpoint,
      SocketChannel channel,
      ResponseDecoder decoder,
      UpstreamUser user) {
    this.home = home;
    this.endpoint = endpoint;
    this.channel = channel;
    this.decoder = decoder;
    this.user = user;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  boolean isUsable() {
    return channel.isActive();
  }

  /** Whether it served another request before: then the server may just have given it up. */
  public boolean isKept() {
    return used;
  }

  void lend(UpstreamUser next) {
    used = true;
    user = next;
  }

  /** Sends the head of a request. */
  public void send(HttpRequest head) {
    reusable = HttpUtil.isKeepAlive(head);
    requestSent = false;
    responseEnded = false;
    interims = 0;
    decoder.expect(head.method().equals(HttpMethod.HEAD));
    unsent = head; // with its end, if nothing else follows: most requests are but a head
  }

  /** Sends a piece of the body; the last one ends the request. */
  public void send(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    requestSent |= last;
    HttpRequest head = unsent;
    if (head != null && last && !content.content().isReadable()) {
      unsent = null;
      Channels.write(channel, whole(head, (LastHttpContent) content));
      return;
    }
    sendHead();
    if (content.content().isReadable()) {
      channel
          .write(content)
          .addListener(written -> {
            if (!written.isSuccess()) {
              notTaken(String.valueOf(written.cause().getMessage()));
            }
          });
    } else {
      Channels.write(channel, content);
    }
  }

  private static FullHttpRequest whole(HttpRequest head, LastHttpContent end) {
    return new DefaultFullHttpRequest(
        head.protocolVersion(),
        head.method(),
        head.uri(),
        end.content(),
        head.headers(),
        end.trailingHeaders());
  }

  private void sendHead() {
    if (unsent != null) {
      Channels.write(channel, unsent);
      unsent = null;
    }
  }

  /** A server that wants no more may have said why: its words are waited for, but not long. */
  private void notTaken(String reason) {
    reusable = false;
    if (channel.isActive() && !closing) {
      closing = true;
      channel
          .eventLoop()
          .schedule(() -> failed(reason), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
          .addListener(ignored -> {});
    }
  }

  /** What was sent goes out. */
  public void flush() {
    sendHead();
    Flushes.soon(channel);
  }

  /** Whether more may be sent now without piling up. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Whether the server is listened to: its words wait in the kernel while the client is slow. */
  public void reads(boolean wanted) {
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** The user is done: the connection is kept if request and response have ended in order. */
  public void release() {
    user = null;
    if (!reusable || !requestSent || !responseEnded) {
      Channels.closeNow(channel);
    } else if (reading) {
      returning = true; // not before it is known that nothing follows
    } else {
      goHome();
    }
  }

  private void goHome() {
    returning = false;
    if (channel.isActive() && !decoder.hasMore()) {
      reads(true);
      idleSinceNanos = System.nanoTime();
      home.keep(this);
    } else {
      Channels.closeNow(channel);
    }
  }

  /** The user has no use for it any more, in the middle or before. */
  public void abandon() {
    user = null;
    Channels.closeNow(channel);
  }

  /** The server has agreed to speak something else than HTTP: what it says is kept for a relay. */
  public void upgrades() {
    leaving = true;
  }

  /**
   * Leaves HTTP behind: the channel belongs to the caller.
   *
   * @return what the server has said already in the other protocol, if it has; the caller's
   */
  public @Nullable ByteBuf leave() {
    channel.pipeline().remove(HttpRequestEncoder.class);
    channel.pipeline().remove(decoder); // gives us what it has not decoded
    user = null;
    channel.pipeline().remove(this);
    ByteBuf said = strays;
    strays = null;
    return said;
  }

  /** The connection's channel, for a relay. */
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!endpoint.tls()) {
      established();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      established();
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      failed("TLS handshake: " + handshake.cause().getMessage());
    }
  }

  private void established() {
    established = true;
    if (user == null) {
      Channels.closeNow(channel);
    } else {
      user.connected(this);
    }
  }

  /** The connect has failed, or the handshake. */
  void failed(String reason) {
    UpstreamUser waiting = user;
    user = null;
    Channels.closeNow(channel);
    if (waiting != null) {
      if (established) {
        waiting.lost(reason);
      } else {
        waiting.notConnected(reason);
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    if (leaving && message instanceof ByteBuf octets) {
      keep(octets);
      return;
    }
    if (user == null || !(message instanceof HttpObject part)) {
      // Words without a request, or behind the end of HTTP.
      returning = false;
      ReferenceCountUtil.release(message);
      Channels.closeNow(channel);
      return;
    }
    DecoderResult result = part.decoderResult();
    if (result.isFailure()) {
      ReferenceCountUtil.release(message);
      failed("no HTTP: " + result.cause().getMessage());
      return;
    }
    if (message instanceof HttpResponse head) {
      head(user, head);
    } else if (message instanceof HttpContent content) {
      content(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(UpstreamUser reader, HttpResponse head) {
    int status = head.status().code();
    if (status < FIRST_STATUS || status > LAST_STATUS) {
      failed("no HTTP: status " + status);
      return;
    }
    if (head.protocolVersion().majorVersion() != 1) {
      failed("no HTTP/1: " + head.protocolVersion());
      return;
    }
    if (hasForeignCoding(head.headers())) {
      failed("no HTTP: a transfer coding that nobody asked for");
      return;
    }
    interim = status < FIRST_FINAL_STATUS;
    if (interim && ++interims > MOST_INTERIMS) {
      failed("interim responses without an end");
      return;
    }
    if (!interim && (!HttpUtil.isKeepAlive(head) || isDelimitedByClose(head))) {
      reusable = false;
    }
    reader.response(head);
  }

  private static boolean hasForeignCoding(HttpHeaders headers) {
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    return coding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding);
  }

  private void keep(ByteBuf octets) {
    if (strays == null) {
      strays = octets;
    } else {
      strays = Unpooled.wrappedBuffer(strays, octets);
    }
  }

  private static boolean isDelimitedByClose(HttpResponse head) {
    return !HttpUtil.isContentLengthSet(head)
        && !HttpUtil.isTransferEncodingChunked(head)
        && head.status().code() != 204
        && head.status().code() != 304;
  }

  private void content(HttpContent content) {
    UpstreamUser now = user;
    if (now == null || interim) {
      // The codec puts an end behind every head of the 1xx kind; the response is still to come.
      content.release();
      return;
    }
    responseEnded |= content instanceof LastHttpContent;
    now.content(content);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    if (returning) {
      goHome();
    }
    if (user != null) {
      user.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (user != null) {
      user.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    home.forget(this);
    if (strays != null) {
      strays.release();
      strays = null;
    }
    failed("upstream prematurely closed connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (closing && established) {
      return; // the same news, of a piece that was to follow
    }
    home.forget(this);
    failed(String.valueOf(cause.getMessage()));
  }
}
