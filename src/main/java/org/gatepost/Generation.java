package org.gatepost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gatepost.admin.ConsoleService;
import org.gatepost.directory.DirectoryException;
import org.gatepost.mail.login.LoginFlow;
import org.gatepost.mail.session.MailReception;
import org.gatepost.mail.session.Sessions;
import org.gatepost.mail.upstream.Upstreams;
import org.gatepost.net.listener.Reception;
import org.gatepost.net.listener.Turnstile;
import org.gatepost.net.tls.TlsPolicy;
import org.gatepost.net.tls.TlsProvider;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.route.Routes;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.answering.LookupDoor;
import org.gatepost.route.lookup.answering.LookupService;
import org.gatepost.route.lookup.answering.LookupSource;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFile.Role;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.TlsAttributes;
import org.gatepost.settings.Trust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is made from one state of the settings. A change of settings makes a new one,
 * which takes over the doors; the one before lives until those have logged in who came to it.
 */
final class Generation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

  private final HostFile file;
  private final EffectiveSettings settings;
  private final Turnstile turnstile = new Turnstile();
  private final List<AutoCloseable> services = new ArrayList<>();
  private final List<AutoCloseable> contexts = new ArrayList<>();
  private final List<Doors.Wanted> doors = new ArrayList<>();
  private Optional<Routes> routes = Optional.empty();
  private Optional<LookupService> handler = Optional.empty();
  private Runnable retiring = () -> {};
  private Runnable forgetting = () -> {};

  private Generation(HostFile file, EffectiveSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  /** Makes all of it, and opens nothing: what is wrong is found before anything changes. */
  static Generation make(HostFile file, Permanent permanent)
      throws ConfigurationException, DirectoryException, IOException {
    EffectiveSettings settings = permanent.directory().settings(file.server(), file.attributes());
    Generation generation = new Generation(file, settings);
    try {
      generation.furnish(permanent);
      return generation;
    } catch (ConfigurationException | DirectoryException | IOException | RuntimeException e) {
      generation.close();
      throw e;
    }
  }

  private void furnish(Permanent permanent)
      throws ConfigurationException, DirectoryException, IOException {
    TlsPolicy policy = tlsPolicy(settings);
    Certificates certificates =
        Certificates.load(
            file,
            permanent.directory(),
            policy,
            permanent.ticketKeys(),
            Optional.of(permanent.staples()));
    contexts.add(certificates);
    UpstreamTls upstreamTls = upstreamTls(file.tls().upstream(), policy);
    contexts.add(upstreamTls);
    Ground ground =
        new Ground(
            file,
            permanent.directory(),
            settings,
            certificates,
            upstreamTls,
            permanent.transport(),
            permanent.meters());
    if (file.roles().contains(Role.HANDLER)) {
      addHandler(ground);
    }
    if (file.roles().contains(Role.PROXY)) {
      addProxy(ground, permanent);
    }
    if (file.roles().contains(Role.CONSOLE)) {
      addConsole(permanent);
    }
  }

  private void addHandler(Ground ground) throws ConfigurationException {
    LookupDoor door =
        LookupDoor.of(file.listen(), ground.certificates().forHandler(settings), settings);
    LookupService service =
        new LookupService(
            ground.transport(),
            door,
            new LookupSource(
                ground.directory(), new DirectoryLookup(ground.directory(), settings), settings),
            turnstile,
            ground.meters());
    services.add(service);
    handler = Optional.of(service);
    doors.add(
        new Doors.Wanted(
            "handler", "The lookup handler", door.address(), door.onlyIpv6(), false, service));
  }

  private void addConsole(Permanent permanent) throws ConfigurationException {
    doors.add(
        new Doors.Wanted(
            "console",
            "The console",
            OpenDoor.console(settings),
            false,
            true,
            new ConsoleService(permanent.meters(), () -> !permanent.draining().get())));
  }

  private void addProxy(Ground ground, Permanent permanent)
      throws ConfigurationException, DirectoryException, IOException {
    WebFacts facts = WebFacts.of(ground.directory(), settings, file.server());
    List<DoorPlan> plans = DoorPlan.of(file, settings, facts.clients().any());
    ExecutorService lookups = Executors.newVirtualThreadPerTaskExecutor();
    services.add(lookups::shutdownNow);
    RouteParts.Ways ways = new RouteParts(ground).ways(lookups, services::add);
    routes = Optional.of(ways.routes());
    Sessions sessions =
        new Sessions(
            new LoginFlow(
                ways.routes(),
                new Upstreams(
                    ground.transport(), ground.upstreamTls(), permanent.upstreamHealth())),
            permanent.relays(),
            permanent.log(),
            permanent.sessionIds(),
            turnstile);
    WebParts web = new WebParts(ground, permanent, ways, turnstile, facts, plans);
    services.add(web);
    retiring = web::retire;
    forgetting = web::forget;
    for (DoorPlan plan : plans) {
      Reception reception =
          plan.isWeb()
              ? web.reception(plan)
              : new MailReception(
                  MailDoors.door(plan, ground.certificates(), permanent.limits()),
                  sessions,
                  plan.address());
      doors.add(
          new Doors.Wanted(
              plan.name(),
              "The door " + plan.name(),
              plan.address(),
              plan.onlyIpv6(),
              false,
              reception));
    }
  }

  static TlsPolicy tlsPolicy(EffectiveSettings settings) {
    TlsProvider provider =
        switch (settings.value(OwnAttributes.TLS_PROVIDER)) {
          case "jdk" -> TlsProvider.JDK;
          case "native" -> TlsProvider.NATIVE;
          default -> TlsProvider.best();
        };
    return new TlsPolicy(
        provider,
        settings.value(TlsAttributes.PROTOCOLS),
        Ciphers.named(settings.optional(TlsAttributes.CIPHERS)));
  }

  static UpstreamTls upstreamTls(Trust trust, TlsPolicy policy) throws IOException {
    return switch (trust) {
      case Trust.SystemStore() -> UpstreamTls.verified(Optional.empty(), policy);
      case Trust.PemFile(var pem) -> UpstreamTls.verified(Optional.of(pem), policy);
      case Trust.Insecure() -> {
        LOG.warn(
            "tls.upstream.trust is insecure: whoever sits between this host and a mailbox server"
                + " can read every password");
        yield UpstreamTls.insecure(policy);
      }
    };
  }

  HostFile file() {
    return file;
  }

  EffectiveSettings settings() {
    return settings;
  }

  /** The files that these settings come from or name: a change of one is a change of settings. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    files.add(file.path());
    file.tls().certificate().ifPresent(files::add);
    file.tls().key().ifPresent(files::add);
    file.tls()
        .domains()
        .values()
        .forEach(pair -> {
          files.add(pair.certificate());
          files.add(pair.key());
        });
    for (HostFile.Door door : file.doors()) {
      door.certificate().ifPresent(files::add);
      door.key().ifPresent(files::add);
    }
    if (file.tls().upstream() instanceof Trust.PemFile(var authorities)) {
      files.add(authorities);
    }
    settings.files().forEach(named -> files.add(file.folder().resolve(named)));
    return files;
  }

  /** The doors that are to be open. */
  List<Doors.Wanted> doors() {
    return doors;
  }

  /** Drops every route, answer and file that is remembered in this process. */
  void forget() {
    forgetting.run();
    routes.ifPresent(Routes::forgetAll);
    handler.ifPresent(LookupService::forget);
  }

  /** How many connections still need it. */
  long inUse() {
    return turnstile.inside();
  }

  /**
   * Receives nobody any more; called once another receives them.
   *
   * @param whenLeft run when the last has left who came before
   */
  void retire(Runnable whenLeft) {
    askToLeave();
    turnstile.close(whenLeft);
  }

  /** Connections that are kept without need end: those of the web, of lookups. */
  void askToLeave() {
    handler.ifPresent(LookupService::retire);
    retiring.run();
  }

  /** Ends what works for logins and lookups, while the event loops still run. */
  void closeServices() {
    closeAll(services);
  }

  /** Ends the services, and gives back what TLS needs once no connection does. */
  @Override
  public void close() {
    closeServices();
    closeAll(contexts);
  }

  private static void closeAll(List<AutoCloseable> parts) {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while closing: {}", e.toString());
      }
    }
    parts.clear();
  }
}
