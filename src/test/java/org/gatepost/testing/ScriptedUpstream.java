package org.gatepost.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mailbox server that does what real ones do not: each connection plays a script, a transcript in
 * the notation of the RFCs or a piece of code.
 */
public final class ScriptedUpstream implements AutoCloseable {
  /** What one connection is about. When it returns the connection is closed. */
  @FunctionalInterface
  public interface Script {
    void play(Wire proxy) throws Exception;

    /** This one, and then another on the same connection. */
    default Script then(Script next) {
      return proxy -> {
        play(proxy);
        next.play(proxy);
      };
    }
  }

  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script;

  private ScriptedUpstream(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
  }

  /** Starts one at the address of a name, on a free port. */
  public static ScriptedUpstream start(String host, Script script) throws IOException {
    var address = TestNames.addressOf(host);
    return started(new ServerSocket(0, 5000, address), script);
  }

  /** Starts one at a given port of a name's address. */
  public static ScriptedUpstream start(String host, int port, Script script) throws IOException {
    var listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new java.net.InetSocketAddress(TestNames.addressOf(host), port), 5000);
    return started(listener, script);
  }

  private static ScriptedUpstream started(ServerSocket listener, Script script) {
    var upstream = new ScriptedUpstream(listener, script);
    Thread.ofVirtual().start(upstream::accept);
    return upstream;
  }

  /**
   * A script from lines {@code S: what the server says} and {@code C: what the proxy must say}; in
   * the latter {@code ...} stands for anything.
   */
  public static Script transcript(String text) {
    return proxy -> {
      for (var line : text.lines().toList()) {
        if (line.startsWith("S: ")) {
          proxy.say(line.substring(3));
        } else if (line.startsWith("C: ")) {
          expectLike(line.substring(3), proxy.line());
        } else {
          throw new IllegalArgumentException(line);
        }
      }
    };
  }

  private static void expectLike(String wanted, String came) {
    var parts = new ArrayList<String>();
    for (var part : wanted.split("\\.\\.\\.", -1)) {
      parts.add(java.util.regex.Pattern.quote(part));
    }
    if (!came.matches(String.join(".*", parts))) {
      throw new AssertionError(
          "the proxy should have said <" + wanted + "> but said <" + came + ">");
    }
  }

  /** A login as tag a1 of alice with the password demo. */
  public static Script imapLogin(String tag) {
    return transcript(
        """
        S: * OK ready
        C: %1$s ID ("X-ORIGINATING-IP" ...)
        S: %1$s OK done
        C: %1$s LOGIN {17}
        S: + go on
        C: alice@example.org {4}
        S: + go on
        C: demo
        S: %1$s OK Logged in.
        """
            .formatted(tag)
            .strip());
  }

  /** A login under any tag of anybody whose password is demo, and then nothing until the end. */
  public static Script imapLoginOfAnybody() {
    return proxy -> {
      proxy.say("* OK ready");
      var tag = proxy.line().split(" ", 2)[0];
      proxy.say(tag + " OK done");
      expectLike(tag + " LOGIN {...}", proxy.line());
      proxy.say("+ go on");
      expectLike("...@example.org {4}", proxy.line());
      proxy.say("+ go on");
      expectLike("demo", proxy.line());
      proxy.say(tag + " OK Logged in.");
      proxy.untilEnd();
    };
  }

  /** A login of alice with the password demo. */
  public static Script pop3Login() {
    return transcript(
        """
        S: +OK ready
        C: XOIP ...
        S: +OK
        C: USER alice@example.org
        S: +OK
        C: PASS demo
        S: +OK Logged in.
        """
            .strip());
  }

  /** Plays another script for the connections to come. */
  public void plays(Script other) {
    script = other;
  }

  public InetAddress address() {
    return listener.getInetAddress();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections came so far. */
  public int connections() {
    return connections.get();
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
      now.play(wire);
    } catch (Exception | AssertionError e) {
      if (!listener.isClosed()) {
        failures.add(e);
      }
    }
  }

  /** Fails with what went otherwise than its scripts say. */
  public void assertAllWentAsWritten() {
    if (!failures.isEmpty()) {
      var first = failures.getFirst();
      failures.clear();
      throw new AssertionError("upstream: " + first, first);
    }
  }

  /** Forgets what went otherwise than written, where that was to be expected. */
  public void forgiveAll() {
    failures.clear();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
