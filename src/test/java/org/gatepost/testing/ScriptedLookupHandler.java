package org.gatepost.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** An HTTP server that answers route lookups, well or as no real one would. */
public final class ScriptedLookupHandler implements AutoCloseable {
  /** What one connection is about. When it returns the connection is closed. */
  @FunctionalInterface
  public interface Script {
    void play(Connection connection) throws Exception;
  }

  /** One connection of the proxy. */
  public final class Connection {
    private final Socket socket;
    private final Wire wire;

    private Connection(Socket socket, Wire wire) {
      this.socket = socket;
      this.wire = wire;
    }

    /** Waits for a request, and returns its lines. */
    public List<String> request() throws IOException {
      var lines = new ArrayList<String>();
      for (var line = wire.line(); !line.isEmpty(); line = wire.line()) {
        lines.add(line);
      }
      requests.add(lines);
      return lines;
    }

    public Wire wire() {
      return wire;
    }

    /** Begins TLS, in the server's part. */
    public Connection secure(SSLContext context) throws IOException {
      return new Connection(socket, wire.secureAsServer(context));
    }

    /** Ends the connection as a crash does. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Says nothing until the proxy goes away. */
    public void waitForTheEnd() throws IOException {
      wire.untilEnd();
    }
  }

  private final ServerSocket listener;
  private final String host;
  private final Optional<SSLContext> tls;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<List<String>> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script;

  private ScriptedLookupHandler(
      ServerSocket listener, String host, Optional<SSLContext> tls, Script script) {
    this.listener = listener;
    this.host = host;
    this.tls = tls;
    this.script = script;
  }

  /** Starts one without TLS at a free port of a name's address. */
  public static ScriptedLookupHandler start(String host, Script script) throws IOException {
    return started(host, 0, Optional.empty(), script);
  }

  /** Starts one without TLS at a given port. */
  public static ScriptedLookupHandler start(String host, int port, Script script)
      throws IOException {
    return started(host, port, Optional.empty(), script);
  }

  /** Starts one that speaks TLS at a free port. */
  public static ScriptedLookupHandler start(String host, SSLContext tls, Script script)
      throws IOException {
    return started(host, 0, Optional.of(tls), script);
  }

  private static ScriptedLookupHandler started(
      String host, int port, Optional<SSLContext> tls, Script script) throws IOException {
    InetAddress address = TestNames.addressOf(host);
    var listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(address, port), 5000);
    var handler = new ScriptedLookupHandler(listener, host, tls, script);
    Thread.ofVirtual().start(handler::accept);
    return handler;
  }

  /** Answers every request so, on one connection for as long as the proxy likes. */
  public static Script answers(String... lines) {
    var answer = answer(lines);
    return connection -> {
      while (true) {
        connection.request();
        connection.wire().send(answer);
      }
    };
  }

  /** Answers one request with these octets, and closes. */
  public static Script says(String octets) {
    return connection -> {
      connection.request();
      connection.wire().send(octets);
    };
  }

  /** An answer with these headers, after which the connection can be used again. */
  public static String answer(String... lines) {
    return "HTTP/1.1 200 OK\r\n"
        + String.join("", List.of(lines).stream().map(line -> line + "\r\n").toList())
        + "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n";
  }

  /** The answer of a sound handler: the route to a mailbox server, without a name. */
  public static Script routesTo(String server, int port) {
    return answers("Auth-Status: OK", "Auth-Server: " + server, "Auth-Port: " + port);
  }

  /** Plays another script for the connections to come. */
  public void plays(Script other) {
    script = other;
  }

  /** Where it is, by its name. */
  public URI url() {
    return URI.create(
        (tls.isPresent() ? "https" : "http")
            + "://"
            + host
            + ":"
            + port()
            + "/service/extension/nginx-lookup");
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections came so far. */
  public int connections() {
    return connections.get();
  }

  /** The requests for a route, a list of lines each. */
  public List<List<String>> lookups() {
    return requests.stream().filter(ScriptedLookupHandler::isLookup).toList();
  }

  /** How many requests came that ask for nobody. */
  public long probes() {
    return requests.stream().filter(request -> !isLookup(request)).count();
  }

  private static boolean isLookup(List<String> request) {
    return request.stream().anyMatch(line -> line.startsWith("Auth-Method: "));
  }

  /** Closes the connections of the proxy. */
  public void hangUp() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        var now = script;
        Thread.ofVirtual().start(() -> play(now, socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void play(Script now, Socket socket) {
    try (socket;
        var wire = Wire.of(socket)) {
      var connection = new Connection(socket, wire);
      now.play(tls.isPresent() ? connection.secure(tls.get()) : connection);
    } catch (Exception | AssertionError e) {
      // The proxy has gone; what it makes of that, the test sees there.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    hangUp();
  }
}
