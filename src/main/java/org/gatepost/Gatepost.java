package org.gatepost;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.gatepost.admin.ConsoleService;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.mail.login.LoginFlow;
import org.gatepost.mail.session.MailChannelInitializer;
import org.gatepost.mail.session.Sessions;
import org.gatepost.mail.upstream.Upstreams;
import org.gatepost.net.Transport;
import org.gatepost.net.listener.Listener;
import org.gatepost.net.relay.Relays;
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
import org.gatepost.settings.ProcessAttributes;
import org.gatepost.settings.TlsAttributes;
import org.gatepost.settings.Trust;
import org.gatepost.telemetry.LogLevel;
import org.gatepost.telemetry.LoginLog;
import org.gatepost.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: every object that lives as long as the server is made here, by hand, in
 * order, and closed in the opposite one.
 */
public final class Gatepost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gatepost.class);
  private static final long TICKET_KEY_HOURS = 12;

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Map<String, InetSocketAddress> doors = new LinkedHashMap<>();
  private final Meters meters = new Meters();

  private Gatepost() {}

  /**
   * Starts the server that a host's file describes; on return every door accepts.
   *
   * @throws StartException with a sentence for the operator; nothing is left running
   */
  public static Gatepost start(HostFile file) throws StartException {
    Gatepost gatepost = new Gatepost();
    try {
      gatepost.open(file);
      return gatepost;
    } catch (ConfigurationException e) {
      gatepost.close();
      throw StartException.configuration(e);
    } catch (IOException e) {
      gatepost.close();
      throw StartException.resource(e);
    } catch (DirectoryException e) {
      gatepost.close();
      throw new StartException(StartException.Kind.RESOURCE, String.valueOf(e.getMessage()), e);
    }
  }

  private void open(HostFile file) throws ConfigurationException, DirectoryException, IOException {
    Directory directory = closing(Configuration.openDirectory(file));
    EffectiveSettings settings = directory.settings(file.server(), file.attributes());
    TlsPolicy tlsPolicy = tlsPolicy(settings);
    // Both are closed after the event loops, on which the last connections end.
    Certificates certificates = closing(Certificates.load(file, directory, tlsPolicy));
    UpstreamTls upstreamTls = closing(upstreamTls(file.tls().upstream(), tlsPolicy));
    Transport transport = closing(Transport.start(Runtime.getRuntime().availableProcessors()));
    Ground ground =
        new Ground(file, directory, settings, certificates, upstreamTls, transport, meters);

    if (file.roles().contains(Role.HANDLER)) {
      openHandler(ground);
    }
    if (file.roles().contains(Role.PROXY)) {
      openProxy(ground);
    }
    if (file.roles().contains(Role.CONSOLE)) {
      openConsole(ground);
    }
    transport
        .loops()
        .getFirst()
        .scheduleAtFixedRate(
            certificates.ticketKeys()::rotate, TICKET_KEY_HOURS, TICKET_KEY_HOURS, TimeUnit.HOURS)
        .addListener(ignored -> {});
  }

  private void openHandler(Ground ground) throws ConfigurationException, IOException {
    EffectiveSettings settings = ground.settings();
    LookupService handler =
        closing(
            LookupService.open(
                ground.transport(),
                LookupDoor.of(
                    ground.file().listen(), ground.certificates().forHandler(settings), settings),
                new LookupSource(
                    ground.directory(),
                    new DirectoryLookup(ground.directory(), settings),
                    settings),
                meters));
    doors.put("handler", handler.address());
  }

  private void openConsole(Ground ground) throws ConfigurationException, IOException {
    String address = ground.settings().value(OwnAttributes.CONSOLE_ADDRESS);
    int port = ground.settings().value(OwnAttributes.CONSOLE_PORT);
    try {
      InetSocketAddress listen = new InetSocketAddress(InetAddress.ofLiteral(address), port);
      doors.put(
          "console", closing(ConsoleService.open(ground.transport(), listen, meters)).address());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "gatepostConsoleAddress has the value \"%s\"; allowed: an IPv4 or IPv6 address."
              .formatted(address));
    }
  }

  private void openProxy(Ground ground)
      throws ConfigurationException, DirectoryException, IOException {
    EffectiveSettings settings = ground.settings();
    List<DoorPlan> plans = DoorPlan.of(ground.file(), settings);
    LoginLog log =
        closing(
            LoginLog.open(
                ground.file().folder().resolve("log"),
                LogLevel.named(settings.value(ProcessAttributes.LOG_LEVEL))));
    ExecutorService lookups = Executors.newVirtualThreadPerTaskExecutor();
    parts.add(lookups::shutdownNow);
    Routes routes = new RouteParts(ground).routes(lookups, parts::add);
    Upstreams upstreams = new Upstreams(ground.transport(), ground.upstreamTls());
    Relays relays =
        new Relays(ground.transport().loops(), settings.value(OwnAttributes.KERNEL_RELAY));
    Sessions sessions = new Sessions(new LoginFlow(routes, upstreams), relays, log);
    parts.add(relays::endAll);
    for (DoorPlan plan : plans) {
      openDoor(plan, sessions, ground);
    }
  }

  private void openDoor(DoorPlan plan, Sessions sessions, Ground ground)
      throws ConfigurationException, IOException {
    MailChannelInitializer children =
        new MailChannelInitializer(
            MailDoors.door(plan, ground.certificates()), sessions, plan.address());
    try {
      Listener listener =
          closing(Listener.open(ground.transport(), plan.address(), plan.onlyIpv6(), children));
      String name = plan.name();
      String shown = doors.containsKey(name) ? name + " " + listener.address().getPort() : name;
      doors.put(shown, listener.address());
    } catch (IOException e) {
      throw new IOException("The door " + plan.name() + " " + e.getMessage(), e);
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

  /**
   * The open doors by name (a second one of a name has its port behind it), each with the address
   * and port that it really has.
   */
  public Map<String, InetSocketAddress> doors() {
    return Map.copyOf(doors);
  }

  /** What has been counted since the start. */
  public Meters meters() {
    return meters;
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.add(part);
    return part;
  }

  /** Stops accepting, ends the sessions, closes everything; what fails to close is logged. */
  @Override
  public void close() {
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
