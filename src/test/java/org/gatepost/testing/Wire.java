package org.gatepost.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, octet by octet: sends what it is told, however wrong, and waits for what
 * must come. Every wait has a limit; a test that waits in vain fails with what came instead.
 */
public final class Wire implements Closeable {
  private static final int LIMIT_MILLIS = 15_000;

  private Socket socket;
  private InputStream input;
  private OutputStream output;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.setTcpNoDelay(true);
    input = new java.io.BufferedInputStream(socket.getInputStream(), 64 * 1024);
    output = socket.getOutputStream();
  }

  /**
   * Sends octets, and returns all that a server says until it closes; a connection that it leaves
   * open is a failure.
   */
  public static String saidTo(InetSocketAddress address, String octets, int limitMillis)
      throws IOException {
    var said = new ByteArrayOutputStream();
    try (var socket = new Socket()) {
      socket.connect(address);
      socket.setSoTimeout(limitMillis);
      socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
      socket.getInputStream().transferTo(said);
    } catch (SocketException reset) {
      // It had said all.
    }
    return said.toString(StandardCharsets.ISO_8859_1);
  }

  public static Wire to(InetSocketAddress address) throws IOException {
    var socket = new Socket();
    socket.connect(address, LIMIT_MILLIS);
    return new Wire(socket);
  }

  /** Connects; the kernel holds no more than about so many octets of what the server says. */
  public static Wire narrowTo(InetSocketAddress address, int octets) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(octets);
    socket.connect(address, LIMIT_MILLIS);
    return new Wire(socket);
  }

  /** Connects and begins TLS at once, believing any certificate. */
  public static Wire tlsTo(InetSocketAddress address) throws IOException {
    return to(address).secure(null);
  }

  static Wire of(Socket accepted) throws IOException {
    return new Wire(accepted);
  }

  /**
   * Begins TLS on the open connection, believing any certificate.
   *
   * @param serverName the name to ask for, or null for none
   * @param protocols those to offer by ALPN
   */
  public Wire secure(@Nullable String serverName, String... protocols) throws IOException {
    var secured =
        (SSLSocket)
            believer()
                .getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), 0, true);
    var parameters = secured.getSSLParameters();
    if (serverName != null) {
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
    }
    parameters.setApplicationProtocols(protocols);
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    socket = secured;
    input = new java.io.BufferedInputStream(secured.getInputStream(), 64 * 1024);
    output = secured.getOutputStream();
    return this;
  }

  /** Takes the server's part in TLS on the open connection. */
  Wire secureAsServer(SSLContext context) throws IOException {
    var secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    socket = secured;
    input = new java.io.BufferedInputStream(secured.getInputStream(), 64 * 1024);
    output = secured.getOutputStream();
    return this;
  }

  public SSLSession tls() {
    return ((SSLSocket) socket).getSession();
  }

  /** The subject of the certificate that the peer has shown. */
  public String peerSubject() throws IOException {
    return ((X509Certificate) tls().getPeerCertificates()[0]).getSubjectX500Principal().getName();
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  /** Sends a line. */
  public Wire say(String line) throws IOException {
    return send(line + "\r\n");
  }

  /** Sends these octets in one write: a character an octet. */
  public Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Wire send(byte[] octets) throws IOException {
    output.write(octets);
    output.flush();
    return this;
  }

  /** Sends these octets, each in a segment of its own. */
  public Wire dribble(String text) throws IOException {
    for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
      output.write(octet);
      output.flush();
    }
    return this;
  }

  /** Has no more to say and still listens. */
  public Wire endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** The next line, less its line end; fails if the connection ends before. */
  public String line() throws IOException {
    var line = lineOrEnd();
    if (line == null) {
      throw new AssertionError("the connection ended where a line should have come");
    }
    return line;
  }

  private @Nullable String lineOrEnd() throws IOException {
    var line = new ByteArrayOutputStream();
    try {
      for (int octet = input.read(); octet != '\n'; octet = input.read()) {
        if (octet < 0) {
          if (line.size() == 0) {
            return null;
          }
          throw new AssertionError("the connection ended within a line: " + shown(line));
        }
        line.write(octet);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no line came in time, but: " + shown(line), e);
    }
    return shown(line).replaceFirst("\r$", "");
  }

  private static String shown(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Waits for exactly this line. */
  public Wire expect(String wanted) throws IOException {
    var line = line();
    if (!line.equals(wanted)) {
      throw new AssertionError("expected <" + wanted + "> but came <" + line + ">");
    }
    return this;
  }

  /** Waits for a line that begins so; returns it. */
  public String expectStart(String wanted) throws IOException {
    var line = line();
    if (!line.startsWith(wanted)) {
      throw new AssertionError("expected <" + wanted + "...> but came <" + line + ">");
    }
    return line;
  }

  /** All lines up to and with the first that begins so. */
  public List<String> until(String start) throws IOException {
    var lines = new ArrayList<String>();
    do {
      lines.add(line());
    } while (!lines.getLast().startsWith(start));
    return lines;
  }

  /** All lines up to the next empty one, which is taken too: the rest of a head. */
  public List<String> untilEmptyLine() throws IOException {
    var lines = new ArrayList<String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  /** All lines up to the end of the connection, which must come; a reset counts as one. */
  public List<String> untilEnd() throws IOException {
    var lines = new ArrayList<String>();
    try {
      for (var line = lineOrEnd(); line != null; line = lineOrEnd()) {
        lines.add(line);
      }
    } catch (java.net.SocketException reset) {
      // Whoever closes with octets unread resets: RFC 1122 §4.2.2.13.
    }
    return lines;
  }

  /** Exactly this many of the next octets. */
  public byte[] octets(int count) throws IOException {
    var octets = input.readNBytes(count);
    if (octets.length < count) {
      throw new AssertionError("the connection ended " + (count - octets.length) + " octets short");
    }
    return octets;
  }

  /** Reads all that comes up to the end of the connection, and throws it away. */
  public void drain() throws IOException {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (java.net.SocketException reset) {
      // An end as well.
    }
  }

  /** The SHA-256 of the next octets. */
  public String digest(long octets) throws IOException {
    var digest = sha256();
    var buffer = new byte[64 * 1024];
    long left = octets;
    while (left > 0) {
      int n = input.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new AssertionError("the connection ended " + left + " octets too early");
      }
      digest.update(buffer, 0, n);
      left -= n;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The SHA-256 of a POP3 response of many lines, less its dots: RFC 1939 §3. */
  public String digestToDot() throws IOException {
    var digest = sha256();
    var line = new ByteArrayOutputStream();
    while (true) {
      line.reset();
      int octet;
      do {
        octet = input.read();
        if (octet < 0) {
          throw new AssertionError("the connection ended before the final dot");
        }
        line.write(octet);
      } while (octet != '\n');
      var octets = line.toByteArray();
      int dot = octets[0] == '.' ? 1 : 0;
      if (dot == 1 && octets.length == 3) {
        return HexFormat.of().formatHex(digest.digest());
      }
      digest.update(octets, dot, octets.length - dot);
    }
  }

  public static String digestOf(byte[] octets) {
    return HexFormat.of().formatHex(sha256().digest(octets));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static SSLContext believer() throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Believer()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static final class Believer implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
