package org.gatepost.net.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class ClientHelloHandlerTest implements LeaksNothing {
  private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

  @TempDir static Path folder;

  private final List<ServerTls> servers = new ArrayList<>();

  @AfterEach
  void release() {
    servers.forEach(ServerTls::close);
  }

  private ServerTls server(TlsProvider provider, TicketKeys keys) {
    try {
      ServerTls server =
          ServerTls.of(
              "imap",
              pair("default.example.org"),
              Map.of(
                  "Mail.Example.org",
                  pair("mail.example.org"),
                  "*.example.net",
                  pair("wild.example.net")),
              new TlsPolicy(provider, PROTOCOLS, List.of()),
              keys);
      servers.add(server);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyPair pair(String name) throws IOException {
    Path certificate = folder.resolve(name + ".crt");
    Path key = folder.resolve(name + ".key");
    SelfSigned.write(certificate, key, List.of(name));
    return KeyPair.read(certificate, key);
  }

  private ServerTls server(TlsProvider provider) {
    return server(provider, new TicketKeys());
  }

  @ParameterizedTest
  @CsvSource({
    "JDK, TLSv1.2",
    "JDK, TLSv1.3",
    "NATIVE, TLSv1.2",
    "NATIVE, TLSv1.3",
  })
  void certificateIsTheOneForTheNameThatTheClientAsksFor(TlsProvider provider, String version)
      throws SSLPeerUnverifiedException {
    Map<String, String> chosen =
        Map.of(
            "mail.example.org", "CN=mail.example.org",
            "MAIL.example.ORG", "CN=mail.example.org",
            "imap.example.net", "CN=wild.example.net",
            "a.b.example.net", "CN=default.example.org",
            "example.net", "CN=default.example.org",
            "other.example.com", "CN=default.example.org",
            "192.0.2.1", "CN=default.example.org");
    ServerTls server = server(provider);
    for (Map.Entry<String, String> name : chosen.entrySet()) {
      try (TlsConnection connection =
          new TlsConnection(server, TlsConnection.trustingClient(), name.getKey(), version)) {
        assertThat(connection.hear("* OK hello")).isEqualTo("* OK hello");
        assertThat(connection.serverCertificate()).as(name.getKey()).isEqualTo(name.getValue());
        assertThat(connection.version()).isEqualTo(version);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void clientThatWantsAnotherProtocolIsTurnedAwayWithAnAlert(TlsProvider provider) {
    EmbeddedChannel channel = new EmbeddedChannel(server(provider).newHandler());
    channel.writeInbound(
        Unpooled.copiedBuffer(ClientHelloTest.record("mail.example.org", "h2", "http/1.1")));
    assertThat(sent(channel)).containsExactly(0x15, 3, 3, 0, 2, 2, 120);
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void clientThatWantsThisProtocolTooIsServed(TlsProvider provider) {
    EmbeddedChannel channel = new EmbeddedChannel(server(provider).newHandler());
    byte[] hello = ClientHelloTest.record("mail.example.org", "http/1.1", "imap");
    for (byte octet : hello) {
      channel.writeInbound(Unpooled.copiedBuffer(new byte[] {octet}));
    }
    channel.runPendingTasks();
    assertThat(sent(channel)).startsWith(0x16, 3, 3);
    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @CsvSource({
    "JDK, TLSv1.2",
    "JDK, TLSv1.3",
    "NATIVE, TLSv1.2",
    "NATIVE, TLSv1.3",
  })
  void protocolIsTheFirstOfTheDoorThatTheClientOffersToo(TlsProvider provider, String version)
      throws IOException {
    ServerTls server =
        ServerTls.of(
            List.of("h2", "http/1.1"),
            pair("default.example.org"),
            Map.of(),
            new TlsPolicy(provider, PROTOCOLS, List.of()),
            new TicketKeys(),
            List.of());
    Map<List<String>, Optional<String>> chosen =
        Map.of(
            List.of("http/1.1", "h2"), Optional.of("h2"),
            List.of("spdy/3", "http/1.1"), Optional.of("http/1.1"),
            List.of("h2"), Optional.of("h2"),
            List.of(), Optional.empty());
    for (Map.Entry<List<String>, Optional<String>> offer : chosen.entrySet()) {
      try (TlsConnection connection =
          new TlsConnection(
              server,
              TlsConnection.trustingClient(),
              "www.example.org",
              version,
              offer.getKey().toArray(String[]::new))) {
        assertThat(connection.hear("hello")).isEqualTo("hello");
        assertThat(ServerTls.protocolOf(connection.channel()))
            .as(offer.getKey().toString())
            .isEqualTo(offer.getValue());
      }
    }
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1 NOOP\r\n", "GET / HTTP/1.1\r\n\r\n", "USER alice\r\n"})
  void whatIsNoTlsIsNotTakenForIt(String words) {
    EmbeddedChannel channel = new EmbeddedChannel(server(TlsProvider.JDK).newHandler());
    assertThatExceptionOfType(DecoderException.class)
        .isThrownBy(() -> channel.writeInbound(Unpooled.copiedBuffer(words, US_ASCII)))
        .satisfies(fault -> assertThat(TlsFault.words(fault)).isEqualTo("not a TLS record"));
    assertThat(channel.<Object>readInbound()).isNull();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessionGoesOnAfterOneNewTicketKeyAndNotAfterMany(String version) {
    TicketKeys keys = new TicketKeys();
    ServerTls server = server(TlsProvider.NATIVE, keys);
    SSLContext client = TlsConnection.trustingClient();
    assertThat(resumes(server, client, version)).isFalse();
    assertThat(resumes(server, client, version)).isTrue();
    keys.rotate();
    assertThat(resumes(server, client, version)).isTrue();
    keys.rotate();
    keys.rotate();
    keys.rotate();
    assertThat(resumes(server, client, version)).isFalse();
  }

  @Test
  void ticketsOfOneDoorOpenAnother() {
    TicketKeys keys = new TicketKeys();
    SSLContext client = TlsConnection.trustingClient();
    assertThat(resumes(server(TlsProvider.NATIVE, keys), client, "TLSv1.2")).isFalse();
    assertThat(resumes(server(TlsProvider.NATIVE, keys), client, "TLSv1.2")).isTrue();
    assertThat(resumes(server(TlsProvider.NATIVE, new TicketKeys()), client, "TLSv1.2")).isFalse();
  }

  private static boolean resumes(ServerTls server, SSLContext client, String version) {
    try (TlsConnection connection =
        new TlsConnection(server, client, "mail.example.org", version)) {
      assertThat(connection.hear("* OK hello")).isEqualTo("* OK hello");
      return connection.isResumed();
    }
  }

  private static byte[] sent(EmbeddedChannel channel) {
    ByteBuf all = ByteBufAllocator.DEFAULT.buffer();
    try {
      for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
        all.writeBytes(part);
        part.release();
      }
      return ByteBufUtil.getBytes(all);
    } finally {
      all.release();
    }
  }
}
