package org.gatepost.net.listener;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatepost.net.Transport;

/**
 * Hands listening sockets to another process of this host (unix(7), SCM_RIGHTS). They are the very
 * sockets, not others on the same port: a connection that waits in one is lost to nobody, whoever
 * of the two accepts it. Needs epoll.
 */
public final class SocketHandover {
  private static final long PATIENCE_SECONDS = 10;

  private SocketHandover() {}

  /**
   * Offers sockets to whoever connects at a path, in their order.
   *
   * @return ends the offer
   * @throws IOException with a sentence, if the path cannot be had
   */
  public static AutoCloseable offer(Transport transport, Path path, List<Listener> listeners)
      throws IOException {
    List<FileDescriptor> descriptors = new ArrayList<>();
    listeners.forEach(listener -> descriptors.addAll(listener.descriptors()));
    Files.deleteIfExists(path);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(transport.loops().getFirst(), transport.loops().getFirst())
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Sender(descriptors));
                  }
                })
            .bind(new DomainSocketAddress(path.toFile()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "sockets cannot be offered at " + path + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    return () -> {
      bound.channel().close().awaitUninterruptibly();
      Files.deleteIfExists(path);
    };
  }

  /** Sends all there is, and closes. */
  private static final class Sender extends ChannelInboundHandlerAdapter {
    private final List<FileDescriptor> descriptors;

    Sender(List<FileDescriptor> descriptors) {
      this.descriptors = descriptors;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      ChannelFuture last = context.newSucceededFuture();
      for (FileDescriptor descriptor : descriptors) {
        last = context.write(descriptor);
      }
      context.flush();
      last.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * Takes the sockets that are offered at a path; from then on they are open here too.
   *
   * @throws IOException with a sentence, if they cannot be had
   */
  public static List<Integer> take(Transport transport, Path path) throws IOException {
    Receiver receiver = new Receiver();
    ChannelFuture connected =
        new Bootstrap()
            .group(transport.loops().getFirst())
            .channel(EpollDomainSocketChannel.class)
            .handler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel channel) {
                    channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
                    channel.pipeline().addLast(receiver);
                  }
                })
            .connect(new DomainSocketAddress(path.toFile()))
            .awaitUninterruptibly();
    if (!connected.isSuccess()) {
      throw new IOException(
          "nobody offers sockets at " + path + ": " + connected.cause().getMessage(),
          connected.cause());
    }
    try {
      return receiver.all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("taking sockets over was interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the sockets that were offered at " + path + " did not come", e);
    }
  }

  private static final class Receiver extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<List<Integer>> all = new CompletableFuture<>();
    private final List<Integer> taken = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof FileDescriptor descriptor) {
        taken.add(descriptor.intValue());
      } else {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      all.complete(List.copyOf(taken));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      all.completeExceptionally(cause);
      context.close().addListener(ignored -> {});
    }
  }
}
