package org.gatepost.web.exchange;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatepost.net.Channels;
import org.gatepost.net.listener.ProxyHeaderHandler.ClientNamed;
import org.gatepost.net.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the door until it is known who comes and what will be spoken: then it makes room for
 * HTTP/1.1 or HTTP/2.
 */
final class Threshold extends ChannelInboundHandlerAdapter {
  private static final int LARGEST_CHUNK = 128 * 1024;

  private final WebDoor door;
  private final WebServices services;
  private final Visit visit;
  private @Nullable Client client;
  private @Nullable Future<?> patience; // ends with this handler, or the connection with it

  Threshold(WebDoor door, WebServices services, Visit visit) {
    this.door = door;
    this.services = services;
    this.visit = visit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      begin(context);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (patience != null) {
      patience.cancel(false);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    begin(context);
  }

  private void begin(ChannelHandlerContext context) {
    if (client != null) {
      return;
    }
    Client come = new Client((SocketChannel) context.channel(), door);
    client = come;
    patience =
        context
            .executor()
            .schedule(
                () -> Channels.closeNow(context.channel()),
                door.terms().headerTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    if (!door.proxyProtocol()) {
      enter(context, come);
    }
  }

  private void enter(ChannelHandlerContext context, Client come) {
    if (!visit.takePlace(come.peer().getAddress())) {
      Channels.closeNow(context.channel());
    } else if (door.tls().isEmpty()) {
      speakHttp1(context, come);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    Client come = client;
    if (come == null) {
      return;
    }
    if (event instanceof ClientNamed named) {
      if (come.isNamed(named.client())) {
        enter(context, come);
      } else {
        Channels.closeNow(context.channel());
      }
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        come.isSecured();
        speak(context, come);
      } else {
        Channels.closeNow(context.channel());
      }
    }
  }

  private void speak(ChannelHandlerContext context, Client come) {
    Optional<String> agreed = ServerTls.protocolOf(context.channel());
    if (agreed.equals(Optional.of(ApplicationProtocolNames.HTTP_2))) {
      context.pipeline().addLast(Http2Clients.newHandler(come, services));
      context.pipeline().remove(this);
    } else {
      speakHttp1(context, come);
    }
  }

  private void speakHttp1(ChannelHandlerContext context, Client come) {
    ClientTerms terms = door.terms();
    RequestDecoder decoder =
        new RequestDecoder(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(terms.maxLineOctets())
                .setMaxHeaderSize(terms.maxHeadOctets())
                .setMaxChunkSize(LARGEST_CHUNK));
    ResponseEncoder encoder = new ResponseEncoder();
    context
        .pipeline()
        .addLast(decoder, encoder, new Http1Connection(come, services, visit, decoder, encoder))
        .remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A handshake that failed, or no TLS at all: there is nobody to talk to.
    Faults.note(cause);
    Channels.closeNow(context.channel());
  }
}
