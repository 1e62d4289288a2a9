package org.gatepost;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.gatepost.admin.ControlCommand;
import org.gatepost.admin.ControlSocket;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Loan;
import org.gatepost.mail.session.LiveSessions;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFileReader;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.OwnWebAttributes;
import org.gatepost.settings.ProcessAttributes;
import org.gatepost.telemetry.LogLevel;
import org.gatepost.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. What lives as long as it is made in {@link Opening}, by hand, in order; what
 * settings make is a {@link Generation}, which a change of settings replaces here.
 */
public final class Gatepost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gatepost.class);

  private final Permanent permanent;
  private final Doors doors;
  private final Set<Generation> retired = ConcurrentHashMap.newKeySet();
  private final Instant since = Instant.now();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private boolean closed;
  private volatile Generation current;
  private final List<AutoCloseable> watches = new ArrayList<>();
  private Optional<ControlSocket> control = Optional.empty();
  private volatile Optional<Change> lastChange = Optional.empty();

  /**
   * An attempt to apply what had changed.
   *
   * @param problem why nothing was applied; empty if it was
   */
  record Change(Instant time, List<String> changes, Optional<String> problem) {}

  Gatepost(Permanent permanent, Doors doors, Generation first) {
    this.permanent = permanent;
    this.doors = doors;
    this.current = first;
    adopt(first);
  }

  /**
   * Starts the server that a host's file describes; on return every door accepts.
   *
   * @throws StartException with a sentence for the operator; nothing is left running
   */
  public static Gatepost start(HostFile file) throws StartException {
    return Opening.of(file);
  }

  /** Tells a process that this one was to succeed that it will not; it goes on. */
  public static void failed(String sentence) {
    try {
      Predecessor.ofEnvironment().ifPresent(process -> process.failed(sentence));
    } catch (IOException gone) {
      LOG.debug("nobody hears: {}", sentence);
    }
  }

  /** Begins to answer operators; another process may still be the one that they ask. */
  ControlSocket listenToOperators() throws IOException {
    List<ControlCommand> commands = new ArrayList<>(ControlCommands.of(this));
    commands.addAll(new Succession(this, permanent, doors).commands());
    ControlSocket socket = ControlSocket.open(file().folder(), commands);
    control = Optional.of(socket);
    return socket;
  }

  /** From now on this is the process that is asked, and whose number stands in the file. */
  void lead() throws IOException {
    if (control.isPresent()) {
      control.get().lead();
    }
    ProcessFile.write(file().folder());
  }

  /** A process that was to succeed us has failed late. */
  void leadAgain() {
    try {
      lead();
    } catch (IOException e) {
      LOG.error("the control socket cannot be had again: {}", e.getMessage());
    }
  }

  /** Another process leads: sessions end here, and then this process. */
  void succeeded() {
    closeAll(watches);
    permanent.draining().set(true);
    synchronized (this) {
      doors.close();
      current.askToLeave();
    }
    Thread.ofVirtual()
        .name("drain")
        .start(() -> {
          Drain.await(
              this::inside,
              current.settings().value(OwnAttributes.RESTART_DRAIN_TIMEOUT),
              progress -> {});
          stopped.complete(null);
        });
  }

  Loan lendDirectory() throws DirectoryException {
    return permanent.directory().lend();
  }

  Duration restartTimeout() {
    return current.settings().value(OwnAttributes.RESTART_TIMEOUT);
  }

  Path controlSocket() {
    return control.map(ControlSocket::path).orElseThrow();
  }

  private long inside() {
    return permanent.relays().size() + loggingIn();
  }

  /** A {@link #reload} whose outcome stands in the log and in the status. */
  public void reloadQuietly() {
    try {
      reload();
    } catch (StartException e) {
      LOG.debug("a change was not applied", e);
    }
  }

  /** What notices changes and calls {@link #reloadQuietly}; closed with the server. */
  void watch(AutoCloseable directory) {
    watches.add(directory);
    watches.add(WatchedFiles.begin(() -> current.files(), this::reloadQuietly));
  }

  /** What settings change in parts that outlive them. */
  private void adopt(Generation generation) {
    EffectiveSettings settings = generation.settings();
    permanent.log().level(LogLevel.named(settings.value(ProcessAttributes.LOG_LEVEL)));
    permanent.relays().splice(settings.value(OwnAttributes.KERNEL_RELAY));
    permanent.accessLog().json(settings.value(OwnWebAttributes.JSON_LOG));
  }

  /**
   * Reads the host's file and the directory again, and applies what has changed: to doors at once,
   * to connections that come from now on. Sessions go on as they are.
   *
   * @return what has changed, a line each
   * @throws StartException with a sentence if something is wrong; then nothing has changed
   */
  public synchronized List<String> reload() throws StartException {
    if (closed) {
      return List.of(); // a watch had noticed something while the server was being stopped
    }
    try {
      List<String> changes = replace(current, next());
      changes.forEach(change -> LOG.info("changed: {}", change));
      lastChange = Optional.of(new Change(Instant.now(), changes, Optional.empty()));
      return changes;
    } catch (ConfigurationException | DirectoryException | IOException e) {
      StartException problem = StartException.of(e);
      LOG.error("nothing was changed: {}", problem.getMessage());
      lastChange =
          Optional.of(
              new Change(
                  Instant.now(), List.of(), Optional.of(String.valueOf(problem.getMessage()))));
      throw problem;
    }
  }

  /** What a {@link #reload} would change; the rest as for that. */
  public synchronized List<String> diff() throws StartException {
    try (Generation next = next()) {
      return Changes.between(current, next);
    } catch (ConfigurationException | DirectoryException | IOException e) {
      throw StartException.of(e);
    }
  }

  private Generation next() throws ConfigurationException, DirectoryException, IOException {
    HostFile file = HostFileReader.read(file().path());
    if (!file.directory().equals(file().directory())) {
      throw new ConfigurationException(
          file.path() + " names another directory; that takes a restart: gatepost ctl restart");
    }
    permanent.directory().refresh();
    return Generation.make(file, permanent);
  }

  private List<String> replace(Generation before, Generation next) throws IOException {
    if (!isDraining()) {
      try {
        doors.serve(next.doors());
      } catch (IOException e) {
        next.close();
        throw e;
      }
    }
    current = next;
    adopt(next);
    retire(before);
    return Changes.between(before, next);
  }

  private void retire(Generation generation) {
    retired.add(generation);
    generation.retire(() ->
        Thread.ofVirtual()
            .name("retire")
            .start(() -> {
              if (retired.remove(generation)) {
                generation.close();
              }
            }));
  }

  /**
   * The open doors by name (a second one of a name has its port behind it), each with the address
   * and port that it really has.
   */
  public Map<String, InetSocketAddress> doors() {
    return doors.addresses();
  }

  /** The host's file, as it was when it was last applied. */
  HostFile file() {
    return current.file();
  }

  Instant since() {
    return since;
  }

  Optional<Change> lastChange() {
    return lastChange;
  }

  /** Those who are logged in. */
  LiveSessions sessions() {
    return new LiveSessions(permanent.relays());
  }

  /** The upstream servers that are left alone for now. */
  List<String> restingUpstreams() {
    return permanent.upstreamHealth().resting();
  }

  /** How many connections have not come so far. */
  long loggingIn() {
    return current.inUse() + retired.stream().mapToLong(Generation::inUse).sum();
  }

  boolean isDraining() {
    return permanent.draining().get();
  }

  /** Goes on in new logs, after the old ones were moved away. */
  public void reopenLogs() {
    permanent.records().reopen();
    permanent.log().reopen();
    permanent.accessLog().reopen();
  }

  void logLevel(LogLevel level) {
    permanent.log().level(level);
  }

  /** Drops all that is remembered of routes. */
  void forget() {
    current.forget();
    permanent.upstreamHealth().forget();
  }

  /** Receives no more clients; those who are here go on. */
  synchronized void drain() {
    permanent.draining().set(true);
    doors.drain();
    current.askToLeave();
  }

  /**
   * Drains, waits for sessions to end, and lets {@link #stopped} be done.
   *
   * @param now whether nobody is waited for
   * @param progress is told who is waited for
   */
  void stop(boolean now, Consumer<String> progress) {
    drain();
    if (!now) {
      Drain.await(this::inside, current.settings().value(OwnAttributes.DRAIN_TIMEOUT), progress);
    }
    stopped.complete(null);
  }

  /** Done once somebody has asked the server to stop, and it has drained; close it then. */
  public CompletableFuture<Void> stopped() {
    return stopped;
  }

  /** What has been counted since the start. */
  public Meters meters() {
    return permanent.meters();
  }

  /** Stops accepting, ends the sessions, closes everything; what fails to close is logged. */
  @Override
  public void close() {
    // A watch that is closed waits for its last call, which may wait for its turn to reload.
    closeAll(watches);
    closeAll(parts());
  }

  private synchronized List<AutoCloseable> parts() {
    closed = true;
    List<Generation> generations = new ArrayList<>();
    for (Generation generation : List.copyOf(retired)) {
      if (retired.remove(generation)) {
        generations.add(generation);
      }
    }
    generations.add(current);
    List<AutoCloseable> parts = new ArrayList<>();
    parts.add(permanent.directory());
    parts.add(permanent.records());
    parts.add(permanent.log());
    parts.add(permanent.accessLog());
    parts.add(permanent.staples());
    parts.addAll(generations); // what TLS needs goes after the loops, on which connections end
    parts.add(permanent.transport());
    generations.forEach(generation -> parts.add(generation::closeServices));
    parts.add(permanent.relays()::endAll);
    parts.add(doors);
    control.ifPresent(parts::add);
    parts.add(() -> ProcessFile.remove(file().folder()));
    return parts;
  }

  /** Closes them in the opposite order; what fails to close is logged. */
  static void closeAll(List<AutoCloseable> parts) {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while stopping: {}", e.toString());
      }
    }
    parts.clear();
  }
}
