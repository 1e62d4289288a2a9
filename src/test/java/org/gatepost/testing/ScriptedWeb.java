package org.gatepost.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The web side of a mailbox server that does what real ones do not: each connection plays a script
 * of octets and waits. It counts connections and requests.
 */
public final class ScriptedWeb implements AutoCloseable {
  /** What one connection is about. When it returns the connection is closed. */
  @FunctionalInterface
  public interface Script {
    void play(Connection connection) throws Exception;

    /** This one, and then another on the same connection. */
    default Script then(Script next) {
      return connection -> {
        play(connection);
        next.play(connection);
      };
    }
  }

  /**
   * The head of a request.
   *
   * @param lines the request line and all headers
   */
  public record Request(List<String> lines) {
    public String method() {
      return lines.getFirst().split(" ", -1)[0];
    }

    public String target() {
      return lines.getFirst().split(" ", -1)[1];
    }

    /** The value of a header, or null. */
    public @Nullable String header(String name) {
      return lines.stream()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }
  }

  /** One connection of the proxy. */
  public final class Connection {
    private final Socket socket;
    private final Wire wire;

    private Connection(Socket socket, Wire wire) {
      this.socket = socket;
      this.wire = wire;
    }

    /** Waits for the head of a request. */
    public Request request() throws IOException {
      var lines = new ArrayList<String>();
      for (var line = wire.line(); !line.isEmpty(); line = wire.line()) {
        lines.add(line);
      }
      var request = new Request(List.copyOf(lines));
      requests.add(request);
      return request;
    }

    /**
     * Waits for all of a request's body: RFC 9112 §6. Its trailers are among the result's lines.
     */
    public byte[] body(Request request) throws IOException {
      var length = request.header("Content-Length");
      if (length != null) {
        return wire.octets(Integer.parseInt(length));
      }
      if (request.header("Transfer-Encoding") == null) {
        return new byte[0];
      }
      var all = new java.io.ByteArrayOutputStream();
      for (int size = chunk(); size > 0; size = chunk()) {
        all.writeBytes(wire.octets(size));
        wire.expect("");
      }
      return all.toByteArray();
    }

    private int chunk() throws IOException {
      return Integer.parseInt(wire.line().split(";", -1)[0].strip(), 16);
    }

    /** What follows the last chunk: the trailers, to be read after {@link #body}. */
    public List<String> trailers() throws IOException {
      var lines = new ArrayList<String>();
      for (var line = wire.line(); !line.isEmpty(); line = wire.line()) {
        lines.add(line);
      }
      return lines;
    }

    /** Sends a whole response, after which the connection can be used again. */
    public Connection answer(String status, String body, String... headers) throws IOException {
      wire.send(response(status, body, headers));
      return this;
    }

    public Wire wire() {
      return wire;
    }

    /** How many octets the kernel may hold back for the proxy. */
    public Connection receivesLittleAtATime() throws IOException {
      socket.setReceiveBufferSize(4096);
      return this;
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
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script;

  private ScriptedWeb(ServerSocket listener, String host, Script script) {
    this.listener = listener;
    this.host = host;
    this.script = script;
  }

  /** Starts one at the address of a name, on a free port. */
  public static ScriptedWeb start(String host, Script script) throws IOException {
    return start(host, 0, script);
  }

  /** Starts one at a given port of a name's address. */
  public static ScriptedWeb start(String host, int port, Script script) throws IOException {
    var listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(TestNames.addressOf(host), port), 5000);
    var web = new ScriptedWeb(listener, host, script);
    Thread.ofVirtual().start(web::accept);
    return web;
  }

  /** A response with a length, after which the connection can be used again. */
  public static String response(String status, String body, String... headers) {
    var text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
    for (var header : headers) {
      text.append(header).append("\r\n");
    }
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return text + "Content-Length: " + length + "\r\n\r\n" + body;
  }

  /** Reads every request with its body, and answers each so, for as long as the proxy likes. */
  public static Script answers(String status, String body, String... headers) {
    return connection -> {
      while (true) {
        connection.body(connection.request());
        connection.answer(status, body, headers);
      }
    };
  }

  /** Reads one head, says these octets, and closes. */
  public static Script says(String octets) {
    return connection -> {
      connection.request();
      connection.wire().send(octets);
    };
  }

  /** Reads one head and is silent ever after. */
  public static Script hangs() {
    return connection -> {
      connection.request();
      connection.waitForTheEnd();
    };
  }

  /** Reads one head and crashes. */
  public static Script resets() {
    return connection -> {
      connection.request();
      connection.reset();
    };
  }

  /** Reads one head, and then sends a head of so many octets. */
  public static Script headOf(long octets) {
    return connection -> {
      connection.request();
      connection.wire().send("HTTP/1.1 200 OK\r\n");
      var lines =
          ("X-More: " + "x".repeat(1012) + "\r\n").repeat(64).getBytes(StandardCharsets.ISO_8859_1);
      for (long sent = 0; sent < octets; sent += lines.length) {
        connection.wire().send(lines);
      }
      connection.wire().send("Content-Length: 0\r\n\r\n");
    };
  }

  /** Agrees to speak WebSocket, and says back each message: RFC 6455. */
  public static Script webSocketEcho() {
    return connection -> {
      WebSocketEcho.accept(connection.request(), connection.wire());
      WebSocketEcho.play(connection.wire());
    };
  }

  /** Plays another script for the connections to come. */
  public void plays(Script other) {
    script = other;
  }

  public String host() {
    return host;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections came so far. */
  public int connections() {
    return connections.get();
  }

  /** All heads that came so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
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
      now.play(new Connection(socket, wire));
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
