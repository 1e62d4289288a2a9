package org.gatepost.route.lookup.answering;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.gatepost.net.Channels;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.net.tls.TlsFault;
import org.gatepost.route.RouteException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one caller's requests, one after the other in the order they came; what comes early
 * waits. Confined to the event loop of its connection.
 */
final class LookupHttpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(LookupHttpHandler.class);
  private static final String PATH = "/service/extension/nginx-lookup";
  private static final AsciiString SECRET = AsciiString.cached("X-Gatepost-Secret");

  private final LookupDesk desk;
  private final InetAddress peer;
  private final ArrayDeque<HttpRequest> waiting = new ArrayDeque<>();
  private boolean searching;
  private boolean ended;
  private boolean vouchedFor;
  private long lastRequestNanos;
  private @Nullable Future<?> clock;

  LookupHttpHandler(LookupDesk desk, InetAddress peer) {
    this.desk = desk;
    this.peer = peer;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    lastRequestNanos = now(context);
    watch(context, desk.idleLimit().toNanos());
    context.fireChannelActive();
  }

  /**
   * One timer for the idle and for those who send a head a letter at a time: what counts is when
   * the last whole request came.
   */
  private void watch(ChannelHandlerContext context, long nanos) {
    clock = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
  }

  private void look(ChannelHandlerContext context) {
    long left = lastRequestNanos + desk.idleLimit().toNanos() - now(context);
    if (searching) {
      watch(context, desk.idleLimit().toNanos());
    } else if (left > 0) {
      watch(context, left);
    } else {
      Channels.closeNow(context.channel());
    }
  }

  private static long now(ChannelHandlerContext context) {
    return context.executor().ticker().nanoTime();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    waiting.clear();
    if (clock != null) {
      clock.cancel(false);
    }
    context.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      if (searching) {
        waiting.add(request);
      } else if (!ended) {
        take(context, request);
      }
    } else {
      ReferenceCountUtil.release(message); // the end of a request; bodies are not taken
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  /** A caller who asks without listening is not listened to either. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    listen(context);
    context.fireChannelWritabilityChanged();
  }

  private void listen(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(ended || (!searching && context.channel().isWritable()));
  }

  private void take(ChannelHandlerContext context, HttpRequest request) {
    lastRequestNanos = now(context);
    HttpFault fault = faultOf(context, request);
    if (fault != null) {
      refuse(context, fault);
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request) && !desk.retiring().get();
    try {
      LookupRequest wanted = LookupRequest.of(request.headers());
      Reply known = desk.answers().remembered(wanted);
      if (known != null) {
        send(context, known, keepAlive);
      } else {
        search(context, wanted, keepAlive);
      }
    } catch (RouteException e) {
      send(context, desk.answers().refusal(e), keepAlive);
    }
  }

  private @Nullable HttpFault faultOf(ChannelHandlerContext context, HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      Throwable cause = request.decoderResult().cause();
      return cause instanceof TooLongHttpLineException
          ? HttpFault.LINE_TOO_LONG
          : cause instanceof TooLongHttpHeaderException
              ? HttpFault.HEAD_TOO_LARGE
              : HttpFault.BAD_REQUEST;
    }
    HttpHeaders headers = request.headers();
    if (!isAdmitted(context, headers)) {
      return HttpFault.FORBIDDEN;
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return HttpFault.VERSION_NOT_SUPPORTED;
    }
    if (HttpUtil.isTransferEncodingChunked(request)
        || headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
      return HttpFault.BODY_TOO_LARGE;
    }
    if (!isPath(request.uri())) {
      return HttpFault.NOT_FOUND;
    }
    return request.method().equals(HttpMethod.GET) ? null : HttpFault.METHOD_NOT_ALLOWED;
  }

  private static boolean isPath(String uri) {
    return uri.startsWith(PATH)
        && (uri.length() == PATH.length() || uri.charAt(PATH.length()) == '?');
  }

  private boolean isAdmitted(ChannelHandlerContext context, HttpHeaders headers) {
    if (vouchedFor || desk.callers().admits(peer)) {
      return true;
    }
    vouchedFor = ServerTls.clientCertificate(context.channel()).isPresent();
    return vouchedFor || desk.callers().knowsSecret(headers.get(SECRET));
  }

  private void search(ChannelHandlerContext context, LookupRequest wanted, boolean keepAlive) {
    searching = true;
    listen(context);
    // The search answers in every case, so that nobody has to look after this future.
    var _ =
        desk.answers()
            .answer(wanted)
            .thenAccept(
                reply -> context.executor().execute(() -> found(context, reply, keepAlive)));
  }

  private void found(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
    searching = false;
    if (ended) {
      return;
    }
    lastRequestNanos = now(context);
    send(context, reply, keepAlive);
    while (!searching && !ended && !waiting.isEmpty()) {
      take(context, waiting.remove());
    }
    listen(context);
    context.flush();
  }

  private void send(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
    (reply.found() ? desk.ok() : desk.failed()).increment();
    ByteBuf head = reply.toBuffer(context.alloc(), keepAlive);
    if (keepAlive) {
      context.write(head).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    } else {
      end(context, head);
    }
  }

  private void refuse(ChannelHandlerContext context, HttpFault fault) {
    if (fault == HttpFault.FORBIDDEN) {
      desk.refused().increment();
      desk.callers().warnOf(peer);
    } else {
      desk.malformed().increment();
    }
    end(context, fault.toBuffer(context.alloc()));
  }

  private void end(ChannelHandlerContext context, ByteBuf lastWords) {
    ended = true;
    waiting.clear();
    context.write(lastWords).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (context.channel() instanceof SocketChannel socket) {
      Channels.closeAfterLastWords(socket);
    } else {
      Channels.closeOnFlush(context.channel());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
    LOG.debug("a caller of the lookup handler is lost: {}", TlsFault.words(fault));
    Channels.closeNow(context.channel());
  }
}
