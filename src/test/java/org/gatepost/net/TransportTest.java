package org.gatepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TransportTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyChannelIsClosedByATransportThatIsClosedWhileALoopIsBusy(boolean portable)
      throws InterruptedException {
    Transport transport = portable ? Transport.startPortable(1) : Transport.start(1);
    EventLoop loop = transport.loops().getFirst();
    Channel channel =
        new ServerBootstrap()
            .group(loop)
            .channel(transport.serverChannelType())
            .childHandler(new ChannelInboundHandlerAdapter())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    loop.execute(() -> {
      busy.countDown();
      try {
        told.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    busy.await();
    Thread closing = Thread.ofVirtual().start(transport::close);
    while (!loop.isShuttingDown()) {
      Thread.onSpinWait();
    }
    told.countDown();
    closing.join();
    assertThat(channel.isOpen()).isFalse();
  }
}
