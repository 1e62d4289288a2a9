package org.gatepost;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatepost.admin.ControlCommand;
import org.gatepost.admin.ControlCommand.Arguments;
import org.gatepost.admin.ControlCommand.Caller;
import org.gatepost.admin.ControlException;
import org.gatepost.directory.DirectoryException;
import org.gatepost.net.listener.Listener;
import org.gatepost.net.listener.SocketHandover;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A restart that nobody notices. A new process is started, from the program as it is on the disk by
 * now. It reads its configuration, takes our listening sockets (the very sockets, so that no
 * connection is refused or lost), and accepts. Then we accept no more, let go of the directory's
 * file, and end when our last session does. Until then every failure leaves us as we were.
 *
 * <pre>
 * new: hand-over     we offer the sockets
 * new: take-over     it accepts; we pause, and release the directory
 * new: taken-over    it leads; we close our sockets and drain
 * new: not-started   or it ends: we go on
 * </pre>
 */
final class Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);
  private static final Duration REPORT = Duration.ofSeconds(5);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

  private final Gatepost gatepost;
  private final Permanent permanent;
  private final Doors doors;
  private @Nullable Attempt attempt;
  private boolean over;

  /** A process that may succeed us; the outcome is a failure's sentence, or nothing. */
  private static final class Attempt {
    private final Process process;
    private final CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
    private List<Listener> paused = List.of();
    private AutoCloseable offer = () -> {};

    Attempt(Process process) {
      this.process = process;
    }
  }

  Succession(Gatepost gatepost, Permanent permanent, Doors doors) {
    this.gatepost = gatepost;
    this.permanent = permanent;
    this.doors = doors;
  }

  /** What operators ask for, and what the new process asks for meanwhile. */
  List<ControlCommand> commands() {
    return List.of(
        new ControlCommand(
            "restart", Map.of(), "Lets a new process take over the doors.", this::restart),
        new ControlCommand(
            "hand-over",
            Map.of(),
            "Asked by a new process: offers the listening sockets.",
            (a, p) -> handOver()),
        new ControlCommand(
            "take-over",
            Map.of(),
            "Asked by a new process that accepts: pauses this one.",
            (a, p) -> takeOver()),
        new ControlCommand(
            "taken-over",
            Map.of(),
            "Asked by a new process that leads: this one only ends its sessions.",
            (a, p) -> takenOver()),
        new ControlCommand(
            "not-started",
            Map.of("reason", "a sentence"),
            "Asked by a new process that fails: this one goes on.",
            (a, p) -> notStarted(a)));
  }

  private Map<String, ?> restart(Arguments arguments, Caller caller) throws ControlException {
    Attempt mine = begin();
    caller.progress("process " + mine.process.pid() + " starts");
    Optional<String> failure = outcome(mine, caller);
    if (failure.isPresent()) {
      goOn(mine);
      throw new ControlException(failure.get());
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("pid", ProcessHandle.current().pid());
    reply.put("successor", mine.process.pid());
    reply.put("sessions", gatepost.sessions().count());
    return reply;
  }

  private synchronized Attempt begin() throws ControlException {
    if (over) {
      throw new ControlException("This process has handed over its doors already.");
    }
    if (attempt != null) {
      throw new ControlException("A restart is under way already.");
    }
    refuseToASuccessorOfNothing();
    if (!permanent.transport().isEpoll()) {
      throw new ControlException(
          "Doors are handed over with epoll alone, which this machine has not: stop, then start.");
    }
    ProcessBuilder program =
        new ProcessBuilder(
                Program.commandLine(
                    "run", "-c", gatepost.file().path().toAbsolutePath().toString()))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    program.environment().put(Predecessor.VARIABLE, gatepost.controlSocket().toString());
    try {
      Attempt started = new Attempt(program.start());
      attempt = started;
      return started;
    } catch (IOException e) {
      throw new ControlException("The new process cannot be started: " + e.getMessage(), e);
    }
  }

  /** Whoever stops the server does not want another one. */
  private void refuseToASuccessorOfNothing() throws ControlException {
    if (gatepost.isDraining()) {
      throw new ControlException("The server drains or is being stopped.");
    }
  }

  private Optional<String> outcome(Attempt mine, Caller caller) {
    mine.process
        .onExit()
        .thenAccept(ended ->
            mine.outcome.complete(
                Optional.of(
                    "the new process ended with exit code "
                        + ended.exitValue()
                        + " before it was ready")))
        .exceptionally(unknown -> null);
    Duration patience = gatepost.restartTimeout();
    try {
      for (Duration waited = REPORT; waited.compareTo(patience) < 0; waited = waited.plus(REPORT)) {
        try {
          return mine.outcome.get(REPORT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
          caller.progress("it is not ready after " + waited.toSeconds() + " s");
        }
      }
      return mine.outcome.get(REPORT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      mine.process.descendants().forEach(ProcessHandle::destroyForcibly);
      mine.process.destroyForcibly();
      return Optional.of("the new process was not ready after " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("waiting for the new process was interrupted");
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private synchronized Map<String, ?> handOver() throws ControlException {
    Attempt current = current();
    refuseToASuccessorOfNothing();
    List<Listener> listeners = doors.listeners();
    Path path = gatepost.controlSocket().resolveSibling("sockets." + current.process.pid());
    try {
      current.offer = SocketHandover.offer(permanent.transport(), path, listeners);
    } catch (IOException e) {
      throw new ControlException(String.valueOf(e.getMessage()), e);
    }
    List<Map<String, ?>> offered = new ArrayList<>();
    for (Listener listener : listeners) {
      offered.add(
          Map.of(
              "address", listener.address().getAddress().getHostAddress(),
              "wantedPort", listener.wanted().getPort(),
              "port", listener.address().getPort(),
              "onlyIpv6", listener.onlyIpv6(),
              "sockets", listener.handedOver()));
    }
    return Map.of("path", path, "doors", offered);
  }

  private synchronized Map<String, ?> takeOver() throws ControlException {
    Attempt current = current();
    refuseToASuccessorOfNothing();
    current.paused = doors.listeners();
    current.paused.forEach(listener -> listener.pause(true));
    permanent.directory().releaseLock();
    return Map.of();
  }

  private synchronized Map<String, ?> takenOver() throws ControlException {
    Attempt current = current();
    over = true;
    attempt = null;
    end(current);
    gatepost.succeeded();
    current.outcome.complete(Optional.empty());
    return Map.of();
  }

  private synchronized Map<String, ?> notStarted(Arguments arguments) throws ControlException {
    current().outcome.complete(Optional.of(arguments.text("reason")));
    return Map.of();
  }

  private Attempt current() throws ControlException {
    if (attempt == null) {
      throw new ControlException("No restart is under way.");
    }
    return attempt;
  }

  /** The new process has failed: everything is as it was before it was started. */
  private synchronized void goOn(Attempt failed) {
    if (over) {
      return; // it had the doors after all
    }
    attempt = null;
    end(failed);
    if (!failed.paused.isEmpty()) {
      failed.paused.forEach(listener -> listener.pause(false));
      try {
        permanent.directory().takeLock(LOCK_PATIENCE);
      } catch (DirectoryException e) {
        LOG.error("the directory can be read only from now on: {}", e.getMessage());
      }
      gatepost.leadAgain();
    }
  }

  private static void end(Attempt attempt) {
    try {
      attempt.offer.close();
    } catch (Exception e) {
      LOG.warn("while ending a restart: {}", e.toString());
    }
  }
}
