package org.gatepost;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import org.gatepost.admin.ControlSocket;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.net.Futures;
import org.gatepost.net.Transport;
import org.gatepost.net.listener.InheritedSockets;
import org.gatepost.net.relay.Relays;
import org.gatepost.net.tls.OcspStaples;
import org.gatepost.net.tls.TicketKeys;
import org.gatepost.net.upstream.UpstreamHealth;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.ProcessAttributes;
import org.gatepost.telemetry.AccessLog;
import org.gatepost.telemetry.LogFile;
import org.gatepost.telemetry.LoginLog;
import org.gatepost.telemetry.Meters;
import org.gatepost.web.exchange.RequestIds;

/**
 * The composition root: every object that lives as long as the server is made here, by hand, in
 * order. If a step fails, what was made before is closed in the opposite one.
 */
final class Opening {
  private static final long TICKET_KEY_HOURS = 12;
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

  private final HostFile file;
  private final Optional<Predecessor> predecessor;
  private final List<AutoCloseable> parts = new ArrayList<>();

  private Opening(HostFile file, Optional<Predecessor> predecessor) {
    this.file = file;
    this.predecessor = predecessor;
  }

  /** Opens the server of a host's file, in place of the process that has started us if one has. */
  static Gatepost of(HostFile file) throws StartException {
    Optional<Predecessor> predecessor;
    try {
      predecessor = Predecessor.ofEnvironment();
    } catch (IOException e) {
      throw StartException.of(e);
    }
    Opening opening = new Opening(file, predecessor);
    try {
      return opening.open();
    } catch (ConfigurationException | DirectoryException | IOException e) {
      predecessor.ifPresent(process -> process.failed(String.valueOf(e.getMessage())));
      Gatepost.closeAll(opening.parts);
      throw StartException.of(e);
    } finally {
      predecessor.ifPresent(Predecessor::close);
    }
  }

  private Gatepost open() throws ConfigurationException, DirectoryException, IOException {
    if (predecessor.isEmpty()) {
      refuseToBeTheSecond();
    }
    Permanent permanent = permanent();
    // Watched before anything is read, so that no change falls between the two.
    CompletableFuture<Gatepost> running = new CompletableFuture<>();
    Directory.Watching watching =
        closing(
            permanent.directory().watch(() -> Futures.whenDone(running, Gatepost::reloadQuietly)));
    Generation first = closing(Generation.make(file, permanent));
    InheritedSockets inherited = closing(inherited(permanent.transport()));
    Doors doors = closing(new Doors(permanent.transport(), inherited));
    Gatepost gatepost = new Gatepost(permanent, doors, first);
    doors.serve(first.doors());
    inherited.close();
    closing(gatepost.listenToOperators());
    takeTheLead(gatepost, permanent.directory());
    gatepost.watch(watching);
    permanent
        .transport()
        .loops()
        .getFirst()
        .scheduleAtFixedRate(
            permanent.ticketKeys()::rotate, TICKET_KEY_HOURS, TICKET_KEY_HOURS, TimeUnit.HOURS)
        .addListener(ignored -> {});
    running.complete(gatepost);
    return gatepost;
  }

  /** Two servers of one file would share its logs, its directory and its name. */
  private void refuseToBeTheSecond() throws IOException {
    try {
      Optional<ControlClient> other = ControlClient.connect(ControlSocket.leader(file.folder()));
      if (other.isPresent()) {
        try (ControlClient first = other.get()) {
          throw new IOException(
              "A server runs with %s already, as process %s. Stop it with gatepost ctl stop, or let a new one take over with gatepost ctl restart."
                  .formatted(file.path(), first.ask("status").get("pid")));
        }
      }
    } catch (ControlException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Permanent permanent() throws ConfigurationException, DirectoryException, IOException {
    Directory directory =
        closing(
            predecessor.isEmpty()
                ? Configuration.openDirectory(file)
                : Configuration.openDirectoryToRead(file));
    Path logs = file.folder().resolve("log");
    LogFile records = closing(LogFile.open(logs.resolve("gatepost.json")));
    LoginLog log = closing(LoginLog.open(logs, records));
    AccessLog accessLog = closing(AccessLog.open(logs, records, true));
    EffectiveSettings settings = directory.settings(file.server(), file.attributes());
    Transport transport = closing(Transport.start(loops(settings)));
    return new Permanent(
        transport,
        directory,
        new Relays(transport.loops()),
        records,
        log,
        accessLog,
        new TicketKeys(),
        closing(new OcspStaples()),
        new Limits(),
        new UpstreamHealth(),
        new AtomicLong(),
        new RequestIds(),
        new AtomicBoolean(),
        new Meters());
  }

  /** More loops than processors would only take turns. */
  private static int loops(EffectiveSettings settings) {
    return Math.min(
        settings.value(ProcessAttributes.WORKER_PROCESSES),
        Runtime.getRuntime().availableProcessors());
  }

  private InheritedSockets inherited(Transport transport) throws IOException {
    return predecessor.isPresent() ? predecessor.get().sockets(transport) : InheritedSockets.none();
  }

  private void takeTheLead(Gatepost gatepost, Directory directory)
      throws DirectoryException, IOException {
    if (predecessor.isPresent()) {
      predecessor.get().takeOver();
      directory.takeLock(LOCK_PATIENCE);
    }
    gatepost.lead();
    if (predecessor.isPresent()) {
      predecessor.get().takenOver();
    }
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.add(part);
    return part;
  }
}
