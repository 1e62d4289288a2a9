package org.gatepost.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real memcached on loopback, which a test can kill, start again, freeze and thaw. */
public final class RealMemcached implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(15);

  private final InetSocketAddress address;
  private final List<String> options;
  private Process process;

  private RealMemcached(InetSocketAddress address, List<String> options) throws IOException {
    this.address = address;
    this.options = options;
    process = launch();
  }

  /**
   * Starts one on a free port of loopback.
   *
   * @param options further ones for its command line
   */
  public static RealMemcached start(String... options) throws IOException {
    return new RealMemcached(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()), List.of(options));
  }

  private Process launch() throws IOException {
    var command =
        new java.util.ArrayList<>(
            List.of(
                Programs.find("memcached", "memcached").toString(),
                "-l",
                "127.0.0.1",
                "-p",
                Integer.toString(address.getPort()),
                "-U",
                "0",
                "-u",
                "nobody",
                "-t",
                "1"));
    command.addAll(options);
    var started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitReady(started);
    return started;
  }

  private void awaitReady(Process started) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (var _ = new Socket(address.getAddress(), address.getPort())) {
        return;
      } catch (IOException e) {
        if (!started.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("memcached does not start", e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  /** {@code host:port}, as the client names it. */
  public String name() {
    return address.getHostString() + ":" + address.getPort();
  }

  /** Ends it at once, with all that it holds. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it once more on the same port, empty. */
  public void restart() throws IOException {
    kill();
    process = launch();
  }

  /** Stops it where it is: the kernel goes on taking connections for it, and nobody answers. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  public void thaw() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    Programs.run(List.of("/bin/sh", "-c", "kill -" + name + " " + process.pid())).success();
  }

  /**
   * What it says to a command line, all lines up to the last one, each with a line feed behind it.
   */
  public String command(String line) throws IOException {
    try (var wire = Wire.to(address)) {
      wire.say(line);
      var reply = new StringBuilder();
      String said;
      do {
        said = wire.line();
        reply.append(said).append('\n');
      } while (!isLast(said));
      return reply.toString();
    }
  }

  /** All but what announces further lines. */
  private static boolean isLast(String line) {
    return line.matches(
        "END|OK|RESET|STORED|NOT_STORED|DELETED|NOT_FOUND|TOUCHED|EXISTS|\\d+"
            + "|VERSION .*|ERROR.*|CLIENT_ERROR.*|SERVER_ERROR.*|BUSY.*");
  }

  /** Writes a value as another program would, and past any client of ours. */
  public void put(String wireKey, int flags, String value) throws IOException {
    try (var wire = Wire.to(address)) {
      wire.say("set " + wireKey + " " + flags + " 0 " + value.length()).say(value).expect("STORED");
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
