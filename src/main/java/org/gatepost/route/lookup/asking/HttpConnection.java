package org.gatepost.route.lookup.asking;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.gatepost.net.Channels;
import org.gatepost.net.tls.TlsFault;
import org.gatepost.route.lookup.asking.HandlerAnswer.Header;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an HTTP server, for one question after the other. An answer is there when its
 * head is; its body is read only so that the connection can be used again.
 *
 * <p>The state is confined to the channel's event loop; {@link #opened} and {@link #ask} are for
 * others.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final int MAX_BODY_OCTETS = 64 * 1024;
  private static final long MAX_BODY_SECONDS = 30;

  private sealed interface State {
    /** Not connected, or TLS is not there yet. */
    record Opening() implements State {}

    /** Nobody waits. */
    record Idle() implements State {}

    /** Somebody waits for an answer. */
    record Asked(CompletableFuture<HttpHead> answer) implements State {}

    /** The head has come, the body has not ended. */
    record Told(CompletableFuture<HttpHead> answer, HttpHead head, boolean keepAlive)
        implements State {}

    /** It is of no use any more. */
    record Over() implements State {}
  }

  private final HttpOrigin origin;
  private final boolean tls;
  private final ResponseDecoder decoder;
  private final CompletableFuture<HttpConnection> opened = new CompletableFuture<>();
  private State state = new State.Opening();
  private int bodyOctets;
  private @Nullable ChannelHandlerContext context;

  HttpConnection(HttpOrigin origin, boolean tls, ResponseDecoder decoder) {
    this.origin = origin;
    this.tls = tls;
    this.decoder = decoder;
  }

  /** This connection, when it can be used. */
  CompletableFuture<HttpConnection> opened() {
    return opened;
  }

  /** Asks, and waits for the head of the answer; if that does not come, the connection is over. */
  HttpHead ask(byte[] request, Deadline deadline) throws ExchangeException {
    var channel = channel();
    var answer = new CompletableFuture<HttpHead>();
    try {
      channel.eventLoop().execute(() -> write(channel, request, answer));
    } catch (RejectedExecutionException _) {
      throw new ExchangeException("this process ends");
    }
    try {
      return deadline.await(answer, "no answer in time");
    } catch (ExchangeException e) {
      Channels.closeNow(channel);
      throw e;
    }
  }

  /** The channel of a connection that has been opened. */
  Channel channel() {
    if (context == null) {
      throw new IllegalStateException("not open yet");
    }
    return context.channel();
  }

  private void write(Channel channel, byte[] request, CompletableFuture<HttpHead> answer) {
    if (!(state instanceof State.Idle) || !channel.isActive() || !decoder.isDrained()) {
      answer.completeExceptionally(new ExchangeException("the connection was closed"));
      Channels.closeNow(channel);
      return;
    }
    state = new State.Asked(answer);
    bodyOctets = 0;
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(request))
        .addListener(written -> {
          if (!written.isSuccess()) {
            fail(words(written.cause()));
          }
        });
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!tls) {
      open();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent handshake when handshake.isSuccess() -> open();
      case SslHandshakeCompletionEvent handshake ->
          fail("TLS failed: " + TlsFault.words(handshake.cause()));
      case IdleStateEvent _ when state instanceof State.Idle -> end();
      default -> {}
    }
  }

  private void open() {
    state = new State.Idle();
    opened.complete(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        fail(words(part.decoderResult().cause()));
      } else if (message instanceof HttpResponse response) {
        onHead(response);
      } else if (message instanceof LastHttpContent) {
        onEnd();
      } else if (message instanceof HttpContent content) {
        onBody(content.content().readableBytes());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onHead(HttpResponse response) {
    if (!(state instanceof State.Asked(var answer))) {
      fail("an answer came that nobody had asked for");
      return;
    }
    var headers =
        response.headers().entries().stream()
            .map(header -> new Header(header.getKey(), header.getValue()))
            .toList();
    var head = new HttpHead(response.status().code(), headers);
    // Behind an interim answer (1xx) the final one may follow: the next question's it must not be.
    boolean last = response.status().code() >= 200;
    state = new State.Told(answer, head, last && HttpUtil.isKeepAlive(response));
  }

  private void onBody(int octets) {
    bodyOctets += octets;
    if (bodyOctets > MAX_BODY_OCTETS && state instanceof State.Told(var answer, var head, _)) {
      answer.complete(head);
      end();
    }
  }

  private void onEnd() {
    if (state instanceof State.Told(var answer, var head, boolean keepAlive)) {
      // First back, then the answer: whoever asks next finds it there.
      if (keepAlive && decoder.isDrained() && channel().isActive()) {
        state = new State.Idle();
        origin.keep(this);
      } else {
        end();
      }
      answer.complete(head);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (state instanceof State.Told told && told.answer().complete(told.head())) {
      var overdue =
          ctx.executor().schedule(() -> endIfStill(told), MAX_BODY_SECONDS, TimeUnit.SECONDS);
      ctx.channel().closeFuture().addListener(ignored -> overdue.cancel(false));
    }
  }

  private void endIfStill(State.Told told) {
    if (state.equals(told)) {
      end();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(words(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state instanceof State.Told(var answer, var head, _)) {
      answer.complete(head);
    }
    fail("the connection was closed without an answer");
  }

  /** Tells whoever waits, and ends the connection. */
  void fail(String why) {
    var failure = new ExchangeException(why);
    opened.completeExceptionally(failure);
    switch (state) {
      case State.Asked(var answer) -> answer.completeExceptionally(failure);
      case State.Told(var answer, var head, _) -> answer.complete(head);
      case State.Opening _, State.Idle _, State.Over _ -> {}
    }
    end();
  }

  private void end() {
    state = new State.Over();
    origin.drop(this);
    if (context != null) {
      Channels.closeNow(context.channel());
    }
  }

  /** Never the peer's own octets: what speaks no HTTP may say anything. */
  private static String words(Throwable cause) {
    return switch (cause) {
      case TooLongHttpHeaderException _, TooLongHttpLineException _ ->
          "the head of the answer is too long";
      case PrematureChannelClosureException _ ->
          "the connection was closed within the head of the answer";
      case IOException broken -> "the connection broke: " + TlsFault.words(broken);
      case DecoderException broken when broken.getCause() instanceof SSLException ->
          "the connection broke: " + TlsFault.words(broken);
      default -> "the answer is malformed";
    };
  }
}
