package org.gatepost.net.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;

/** Both ends of a connection, joined by hand. */
final class TlsConnection implements AutoCloseable {
  private final EmbeddedChannel server;
  private final EmbeddedChannel client;
  private final SSLEngine engine;

  TlsConnection(
      ServerTls tls, SSLContext context, String host, String version, String... protocols) {
    engine = context.createSSLEngine(host, 993);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    server = new EmbeddedChannel(tls.newHandler());
    client = new EmbeddedChannel(new SslHandler(engine));
    pump();
  }

  /** A client that believes every server, and shows certificates if it has them. */
  static SSLContext trustingClient(KeyManager... certificates) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] everybody = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
      context.init(certificates, everybody, null);
      return context;
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pump() {
    boolean moved = true;
    while (moved) {
      client.runPendingTasks();
      server.runPendingTasks();
      moved = move(client, server);
      moved = move(server, client) || moved;
    }
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    ByteBuf octets = from.readOutbound();
    if (octets == null) {
      return false;
    }
    to.writeInbound(octets);
    return true;
  }

  String hear(String words) {
    server.writeOutbound(Unpooled.copiedBuffer(words, US_ASCII));
    pump();
    ByteBuf heard = client.readInbound();
    try {
      return heard.toString(US_ASCII);
    } finally {
      heard.release();
    }
  }

  String serverCertificate() throws SSLPeerUnverifiedException {
    X509Certificate certificate = (X509Certificate) engine.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  /** A session that is resumed is, in the JDK, the one that was marked before. */
  boolean isResumed() {
    boolean resumed = engine.getSession().getValue("mark") != null;
    engine.getSession().putValue("mark", "seen before");
    return resumed;
  }

  /** The version that was agreed on. */
  String version() {
    return engine.getSession().getProtocol();
  }

  /** The server's end. */
  Channel channel() {
    return server;
  }

  @Override
  public void close() {
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }
}
