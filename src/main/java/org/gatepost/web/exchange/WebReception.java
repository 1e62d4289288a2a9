package org.gatepost.web.exchange;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import org.gatepost.net.listener.ProxyHeaderHandler;
import org.gatepost.net.listener.Reception;

/** Receives the clients of a door of the web: their pipeline, in the order of the wire. */
public final class WebReception implements Reception {
  private final WebDoor door;
  private final WebServices services;

  public WebReception(WebDoor door, WebServices services) {
    this.door = door;
    this.services = services;
  }

  @Override
  public boolean receive(SocketChannel channel) {
    if (!services.turnstile().enter()) {
      return false;
    }
    Visit visit = new Visit(door.limit(), services.turnstile());
    visit.endsWith(channel);
    channel.config().setTcpNoDelay(true);
    ChannelPipeline pipeline = channel.pipeline();
    if (door.proxyProtocol()) {
      pipeline.addLast(new HAProxyMessageDecoder()).addLast(new ProxyHeaderHandler());
    }
    door.tls().ifPresent(tls -> pipeline.addLast(tls.newHandler()));
    pipeline.addLast(new Threshold(door, services, visit));
    return true;
  }
}
