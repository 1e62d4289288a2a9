package org.gatepost.mail.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.net.Channels;
import org.gatepost.net.tls.TlsFault;
import org.jspecify.annotations.Nullable;

/**
 * Runs an {@link UpstreamLogin} on the connection to an upstream server: feeds it lines, sends what
 * it says, and keeps what the client will be told.
 */
final class UpstreamLoginHandler extends ChannelInboundHandlerAdapter {
  private static final int SHOWN_OCTETS = 160;

  private final UpstreamAttempt attempt;

  /** What came and was not used yet. */
  private ByteBuf input = Unpooled.EMPTY_BUFFER;

  /** Whole lines that the client will be told before the last one. */
  private @Nullable ByteBuf kept;

  private boolean spoke;

  /** The login has ended one way or the other; what still comes means nothing here. */
  private boolean over;

  UpstreamLoginHandler(UpstreamAttempt attempt) {
    this.attempt = attempt;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    spoke = true;
    ByteBuf octets = (ByteBuf) message;
    if (over) {
      octets.release();
      return;
    }
    if (input.isReadable()) {
      ByteBuf rest = input;
      input =
          context
              .alloc()
              .buffer(rest.readableBytes() + octets.readableBytes())
              .writeBytes(rest)
              .writeBytes(octets);
      rest.release();
      octets.release();
    } else {
      input.release();
      input = octets;
    }
    readLines(context);
  }

  private void readLines(ChannelHandlerContext context) {
    while (!over) {
      int length = input.bytesBefore((byte) '\n') + 1;
      if (length == 0) {
        if (input.readableBytes() > attempt.terms().maxReplyOctets()) {
          refuse(LoginFailure.UPSTREAM_PROTOCOL_ERROR, Octets.NONE, "upstream sent too long line");
        }
        return;
      }
      onLine(context, length);
    }
  }

  private void onLine(ChannelHandlerContext context, int length) {
    int start = input.readerIndex();
    String line = textOf(start, length);
    switch (attempt.login().on(line)) {
      case UpstreamStep.Drop() -> input.skipBytes(length);
      case UpstreamStep.Keep() -> keep(context, length);
      case UpstreamStep.Send(var octets) -> {
        input.skipBytes(length);
        context
            .writeAndFlush(Unpooled.wrappedBuffer(octets.toArray()))
            .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
      }
      case UpstreamStep.LoggedIn() -> loggedIn(context);
      case UpstreamStep.Refused(var failure, var relayed) -> {
        Octets reply = Octets.NONE;
        if (relayed) {
          keep(context, length);
          reply = keptOctets();
        }
        refuse(failure, reply, wordsOf(line));
      }
    }
  }

  private String textOf(int start, int length) {
    int end = start + length - 1;
    if (end > start && input.getByte(end - 1) == '\r') {
      end--;
    }
    return input.toString(start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** The part of a refusal that the original logs: what stands behind an IMAP tag, or all. */
  private static String wordsOf(String line) {
    int status = line.indexOf(' ') + 1;
    boolean isImap = line.startsWith("NO", status) || line.startsWith("BAD", status);
    String words = isImap && !line.startsWith("-ERR") ? line.substring(status) : line;
    return words.substring(0, Math.min(words.length(), SHOWN_OCTETS));
  }

  private void keep(ChannelHandlerContext context, int length) {
    if (kept == null) {
      kept = context.alloc().buffer(length);
    }
    kept.writeBytes(input, length);
    if (kept.readableBytes() > attempt.terms().maxReplyOctets()) {
      refuse(LoginFailure.UPSTREAM_PROTOCOL_ERROR, Octets.NONE, "upstream sent too long reply");
    }
  }

  private Octets keptOctets() {
    if (kept == null) {
      return Octets.NONE;
    }
    byte[] octets = new byte[kept.readableBytes()];
    kept.getBytes(kept.readerIndex(), octets);
    return Octets.of(octets);
  }

  /** All that is left belongs to the client: the last line, and what the server said already. */
  private void loggedIn(ChannelHandlerContext context) {
    over = true;
    ByteBuf reply = input;
    input = Unpooled.EMPTY_BUFFER;
    if (kept != null) {
      reply = Unpooled.wrappedBuffer(kept, reply);
      kept = null;
    }
    context.pipeline().remove(this);
    attempt.loggedIn(reply);
  }

  private void refuse(LoginFailure failure, Octets reply, String detail) {
    over = true;
    attempt.fail(new Refusal(failure, reply), detail);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      tryNextAddress(context, "TLS with upstream failed: " + TlsFault.words(handshake.cause()));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone(context, "upstream closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      gone(context, String.valueOf(cause.getMessage()));
    } else {
      refuse(LoginFailure.INTERNAL, Octets.NONE, String.valueOf(cause));
    }
  }

  /** A server that never said a word may have a better address; one that spoke has decided. */
  private void gone(ChannelHandlerContext context, String how) {
    String detail = how + " while " + attempt.login().awaiting();
    if (spoke) {
      refuse(LoginFailure.UPSTREAM_UNREACHABLE, Octets.NONE, detail);
    } else {
      tryNextAddress(context, detail);
    }
  }

  /** Once only: a failed handshake is followed by the end of its connection. */
  private void tryNextAddress(ChannelHandlerContext context, String detail) {
    if (!over) {
      over = true;
      Channels.closeNow(context.channel());
      attempt.tryNextAddress(detail);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    input.release();
    input = Unpooled.EMPTY_BUFFER;
    if (kept != null) {
      kept.release();
      kept = null;
    }
  }
}
