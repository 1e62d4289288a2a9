package org.gatepost.net.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.gatepost.net.Addresses;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY header, version 1 or 2, that a load balancer put before the client's first octet,
 * and tells the rest of the pipeline whose connection this is. Stands right behind Netty's decoder
 * of such headers, which closes on anything else.
 */
public final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {
  /**
   * Fired once, when the header has been read.
   *
   * @param client the client's own address and port; null if the header names none, as a health
   *     check's does not
   */
  public record ClientNamed(@Nullable InetSocketAddress client) {}

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      context.fireUserEventTriggered(new ClientNamed(clientOf(header)));
    } finally {
      header.release();
      context.pipeline().remove(this);
    }
  }

  private static @Nullable InetSocketAddress clientOf(HAProxyMessage header) {
    AddressFamily family = header.proxiedProtocol().addressFamily();
    boolean named =
        header.command() == HAProxyCommand.PROXY
            && (family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6);
    if (!named) {
      return null;
    }
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
    if (octets == null) {
      return null;
    }
    try {
      return Addresses.normal(
          new InetSocketAddress(InetAddress.getByAddress(octets), header.sourcePort()));
    } catch (UnknownHostException wrongLength) {
      return null;
    }
  }
}
