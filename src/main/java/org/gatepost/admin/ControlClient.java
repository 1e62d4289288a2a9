package org.gatepost.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a running process by its control socket. For one thread. */
public final class ControlClient implements AutoCloseable {
  private final SocketChannel socket;

  /** A process that is well says something within this time, though it be that it is not done. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BufferedReader in;
  private final Writer out;

  private ControlClient(SocketChannel socket) {
    this.socket = socket;
    this.in = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
    this.out = Channels.newWriter(socket, StandardCharsets.UTF_8);
  }

  /**
   * Connects to a socket, such as {@link ControlSocket#leader}; nothing if no process listens
   * there.
   *
   * @throws ControlException with a sentence, if we may not ask it
   */
  public static Optional<ControlClient> connect(Path path) throws ControlException {
    try {
      SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        // The kernel takes 108 octets; the name behind a link may be longer than that by itself.
        socket.connect(UnixDomainSocketAddress.of(path.toRealPath()));
        return Optional.of(new ControlClient(socket));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (java.nio.file.AccessDeniedException e) {
      throw notAllowed(path, e);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Permission denied")) {
        throw notAllowed(path, e);
      }
      return Optional.empty();
    }
  }

  private static ControlException notAllowed(Path path, IOException e) {
    return new ControlException(
        path + " may not be used by this user: run the command as the server's user or as root.",
        e);
  }

  /** Asks for a command without arguments. */
  public Map<String, Object> ask(String command) throws ControlException {
    return ask(command, Map.of(), progress -> {});
  }

  /**
   * Asks for a command and waits until it is done.
   *
   * @param progress is told what takes its time
   * @return the reply
   * @throws ControlException with the process's sentence, if it did not do it
   */
  public Map<String, Object> ask(
      String command, Map<String, ?> arguments, Consumer<String> progress) throws ControlException {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("command", command);
    request.putAll(arguments);
    try {
      send(Json.write(request));
      String line = nextLine();
      while (line != null) {
        Map<String, Object> reply = Json.read(line);
        if (!reply.containsKey("progress")) {
          return checked(reply);
        }
        progress.accept(String.valueOf(reply.get("progress")));
        line = nextLine();
      }
    } catch (AsynchronousCloseException e) {
      throw new ControlException(
          "The server did not answer for %d s; its process hangs or is held."
              .formatted(PATIENCE.toSeconds()),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ControlException("The server cannot be asked: " + e.getMessage(), e);
    }
    throw ControlException.ended(command);
  }

  /** Whoever does not take a request may have said why. */
  private void send(String request) {
    try {
      out.write(request + "\n");
      out.flush();
    } catch (IOException notTaken) {
      // What there is to read tells more.
    }
  }

  /** The next line, or nothing at the end; whoever is silent for too long is not waited for. */
  private @Nullable String nextLine() throws IOException {
    CompletableFuture<Void> watchdog =
        CompletableFuture.runAsync(
            this::close,
            CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    try {
      return in.readLine();
    } finally {
      watchdog.cancel(false);
    }
  }

  private static Map<String, Object> checked(Map<String, Object> reply) throws ControlException {
    if (!Boolean.TRUE.equals(reply.get("ok"))) {
      throw new ControlException(String.valueOf(reply.get("error")));
    }
    return reply;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It was only asked.
    }
  }
}
