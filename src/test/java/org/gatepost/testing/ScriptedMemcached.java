package org.gatepost.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A memcached that does what real ones do not. It greets as one does; every command thereafter it
 * answers as it is told to.
 */
public final class ScriptedMemcached implements AutoCloseable {
  /** Behind an answer: the connection ends with it. */
  public static final String THEN_CLOSES = "\0close";

  /** What is said to a command line, as it goes over the wire; may be nothing. */
  @FunctionalInterface
  public interface Answers {
    String to(String command);
  }

  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile Answers answers;

  private ScriptedMemcached(ServerSocket listener, Answers answers) {
    this.listener = listener;
    this.answers = answers;
  }

  public static ScriptedMemcached start(Answers answers) throws IOException {
    var server =
        new ScriptedMemcached(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answers);
    Thread.ofVirtual().start(server::accept);
    return server;
  }

  /** Answers otherwise from now on. */
  public void answers(Answers other) {
    answers = other;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /** All command lines so far, of all connections, greetings aside. */
  public List<String> heard() {
    return List.copyOf(heard);
  }

  /** How many connections came so far. */
  public int connections() {
    return sockets.size();
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> talk(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void talk(Socket socket) {
    try (socket;
        var wire = Wire.of(socket)) {
      while (true) {
        var command = wire.line();
        if (command.equals("version")) {
          wire.say("VERSION 1.6.0");
          continue;
        }
        heard.add(command);
        var answer = answers.to(command);
        wire.send(answer.replace(THEN_CLOSES, ""));
        if (answer.endsWith(THEN_CLOSES)) {
          return;
        }
      }
    } catch (IOException | AssertionError over) {
      // The client has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
