package org.gatepost.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.gatepost.testing.Installed;
import org.gatepost.testing.OpenSockets;
import org.gatepost.testing.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The authority is openssl's, and so is the client. */
@Timeout(60)
final class OcspStaplesTest {
  @TempDir Path folder;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final OcspStaples staples = new OcspStaples(now::get);
  private final int port = Installed.freePort();
  private OcspAuthority authority;
  private KeyPair pair;

  @BeforeEach
  void certificates() throws IOException {
    authority = OcspAuthority.in(folder);
    authority.issue("server", "http://127.0.0.1:" + port + "/");
    authority.issue("mute", "");
    pair = authority.pair("server");
  }

  @AfterEach
  void askNobody() {
    staples.close();
  }

  private OcspStaples.Staple joined() {
    return Objects.requireNonNull(staples.join(pair));
  }

  private static void awaitAnswer(OcspStaples.Staple staple) {
    while (staple.response() == null) {
      Thread.onSpinWait();
    }
  }

  private String seenByAClient(int serverPort, String name, String version) throws IOException {
    return Programs.run(
            List.of(
                "/usr/bin/openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + serverPort,
                "-servername",
                name,
                "-status",
                "-" + version,
                "-CAfile",
                folder.resolve("authority.crt").toString(),
                "-verify_return_error"))
        .success();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls1_2", "tls1_3"})
  void clientIsShownTheAuthoritysWordWithTheCertificate(String version) throws Exception {
    Process responder = listening(authority.responder(port));
    try (ServerTls tls =
        ServerTls.of(
            List.of("h2", "http/1.1"),
            ServerTls.Site.of(authority.pair("mute")),
            Map.of("server.example.org", ServerTls.Site.of(pair)),
            new TlsPolicy(TlsProvider.NATIVE, List.of("TLSv1.2", "TLSv1.3"), List.of()),
            new TicketKeys(),
            Optional.of(staples))) {
      awaitAnswer(joined());
      try (Server server = new Server(tls)) {
        assertThat(seenByAClient(server.port(), "server.example.org", version))
            .contains("OCSP Response Status: successful", "Cert Status: good")
            .contains("Verify return code: 0 (ok)");
        assertThat(seenByAClient(server.port(), "other.example.org", version))
            .contains("OCSP response: no response sent")
            .contains("Verify return code: 0 (ok)");
      }
    } finally {
      responder.destroy();
      responder.onExit().join();
    }
  }

  @Test
  void answerThatHasRunOutIsShownNoLonger() throws Exception {
    Process responder = listening(authority.responder(port));
    try {
      OcspStaples.Staple staple = joined();
      awaitAnswer(staple);
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(29)));
      assertThat(staple.response()).isNotNull();
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
      assertThat(staple.response()).isNull();
    } finally {
      responder.destroy();
      responder.onExit().join();
    }
  }

  @Test
  void answerOutlivesAChangeThatKeepsTheCertificate() throws Exception {
    Process responder = listening(authority.responder(port));
    OcspStaples.Staple before = joined();
    awaitAnswer(before);
    responder.destroy();
    responder.onExit().join();
    OcspStaples.Staple after = Objects.requireNonNull(staples.join(authority.pair("server")));
    before.leave();
    assertThat(after.response()).isNotNull();
    after.leave();
    assertThat(joined().response()).isNull();
  }

  @Test
  void nobodyIsAskedAboutACertificateThatNamesNobody() throws IOException {
    assertThat(staples.join(authority.pair("mute"))).isNull();
  }

  /** Waits until it does: openssl does not say. */
  private Process listening(Process responder) throws IOException {
    while (responder.isAlive()
        && OpenSockets.tcp(responder.pid()).stream().noneMatch(at -> at.endsWith(":" + port))) {
      Thread.onSpinWait();
    }
    return responder;
  }

  /** A server that does nothing but TLS. */
  private static final class Server implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    Server(ServerTls tls) {
      channel =
          new ServerBootstrap()
              .group(loop)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                      client.pipeline().addLast(tls.newHandler());
                    }
                  })
              .bind("127.0.0.1", 0)
              .syncUninterruptibly()
              .channel();
    }

    int port() {
      return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
      loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
