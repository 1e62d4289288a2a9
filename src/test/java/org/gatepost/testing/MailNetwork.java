package org.gatepost.testing;

import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatepost.directory.Slapd;
import org.gatepost.net.tls.SelfSigned;
import org.gatepost.testing.Network.Place;
import org.gatepost.testing.Programs.Result;
import org.jspecify.annotations.Nullable;

/**
 * A mail system of four hosts on a network of its own, with real servers: the proxy, a mailbox
 * server (Dovecot, and a lookup handler beside it), OpenLDAP, and memcached. Beside them are an
 * administrator and a stranger, who come from other networks.
 */
public final class MailNetwork implements AutoCloseable {
  public static final Place PROXY =
      new Place("proxy.example.org", "10.0.0.11/24", "fd00:10::11/64");
  public static final Place MAILBOX =
      new Place("mailbox.example.org", "10.0.0.12/24", "fd00:10::12/64");
  public static final Place LDAP = new Place("ldap.example.org", "10.0.0.13/24", "fd00:10::13/64");
  public static final Place MEMCACHED =
      new Place("memcached.example.org", "10.0.0.14/24", "fd00:10::14/64");
  public static final Place ADMINISTRATOR =
      new Place("administrator", "198.51.100.20/24", "2001:db8:ad::20/64");
  public static final Place STRANGER =
      new Place("stranger", "203.0.113.66/24", "2001:db8:bad::66/64");

  /** Those that have a firewall. */
  public static final List<Place> SERVERS = List.of(PROXY, MAILBOX, LDAP, MEMCACHED);

  /** Everybody. */
  public static final List<Place> PLACES =
      List.of(PROXY, MAILBOX, LDAP, MEMCACHED, ADMINISTRATOR, STRANGER);

  /**
   * What runs for seconds only is not worth the best machine code. The files that the other option
   * does without are in /tmp, which hosts share, and named by process numbers, which they do not.
   */
  private static final Map<String, String> JDK =
      Map.of(
          "JAVA_HOME",
          System.getProperty("java.home"),
          "GATEPOST_JAVA_OPTS",
          "-XX:TieredStopAtLevel=1 -XX:-UsePerfData");

  private static boolean prepared;

  private final Path folder;
  private final Network network;
  private @Nullable Process memcached;
  private int nextUser;

  private MailNetwork(Path folder, Network network) {
    this.folder = folder;
    this.network = network;
  }

  /** Makes the network; no server runs yet. */
  public static MailNetwork create() throws IOException {
    prepareFastStarts();
    // Servers run as several users, who must all get through; and the paths of their sockets must
    // be short.
    var folder = Files.createTempDirectory("mail");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var network = Network.of(PLACES);
    try {
      var system = new MailNetwork(folder, network);
      system.write();
      return system;
    } catch (IOException | AssertionError e) {
      network.close();
      throw e;
    }
  }

  /** The first start of a fresh build takes its time, which is not to count as a server's. */
  private static synchronized void prepareFastStarts() throws IOException {
    if (!prepared) {
      Programs.run(gatepost("--version"), "", JDK, 240).success();
      prepared = true;
    }
  }

  private void write() throws IOException {
    try {
      // GnuTLS, which slapd is built with, does not read the EC keys that we make.
      var bundle =
          new CertificateBuilder()
              .rsa2048()
              .subject("CN=" + LDAP.name())
              .addSanDnsName(LDAP.name())
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      Files.writeString(folder.resolve("ldap.crt"), bundle.getCertificatePEM());
      Files.writeString(folder.resolve("ldap.key"), bundle.getPrivateKeyPEM());
    } catch (Exception e) {
      throw new IOException("no certificate for LDAP", e);
    }
    Files.writeString(folder.resolve("ldap.secret"), Slapd.PASSWORD + "\n");
    for (var place : SERVERS) {
      var own = Files.createDirectory(folder.resolve(place.name()));
      SelfSigned.write(own.resolve("server.crt"), own.resolve("server.key"), List.of(place.name()));
      Files.createDirectories(host(place).file("/etc/ssh"));
      Files.writeString(host(place).file("/etc/ssh/sshd_config"), "Port " + sshPort(place) + "\n");
      Files.writeString(
          own.resolve("gatepost.yaml"),
          """
          server: %s
          roles: [%s]
          directory:
            url: ["ldap://%s"]
            startTls: true
            bindDn: "%s"
            passwordFile: %s
            trust: %s
          routes: {lookup: %s}
          tls: {certificate: server.crt, key: server.key}
          """
              .formatted(
                  place.name(),
                  role(place),
                  LDAP.name(),
                  Slapd.ADMIN,
                  folder.resolve("ldap.secret"),
                  folder.resolve("ldap.crt"),
                  place.equals(PROXY) ? "handlers" : "directory"));
    }
  }

  /** What Gatepost does there; for the last, it only has commands for the administrator. */
  private static String role(Place place) {
    return place.equals(PROXY) ? "proxy" : place.equals(MAILBOX) ? "handler" : "console";
  }

  /** The SSH server of one host is not where everybody looks for it. */
  public static int sshPort(Place place) {
    return place.equals(MEMCACHED) ? 2222 : 22;
  }

  /** The host of a place. */
  public Namespace host(Place place) {
    return network.host(place.name());
  }

  /** The host's file of Gatepost there. */
  public Path hostFile(Place place) {
    return folder.resolve(place.name()).resolve("gatepost.yaml");
  }

  /** Starts all servers but OpenLDAP; every port accepts when this returns. */
  public void startOthers() throws IOException {
    startMemcached(
        "-U", "0", "--listen=" + MEMCACHED.ipv4Address() + ",[" + MEMCACHED.ipv6Address() + "]");
    startDovecot();
    var handler = startGatepost(MAILBOX);
    var proxy = startGatepost(PROXY);
    awaitPort(MAILBOX, 7072, handler);
    awaitPort(PROXY, 993, proxy);
  }

  /** Starts OpenLDAP with the system's data. */
  public void startLdap() throws IOException {
    var own = folder.resolve(LDAP.name());
    var config =
        Slapd.configure(
            own, folder.resolve("ldap.crt"), folder.resolve("ldap.key"), MailNetworkData.ldif());
    start(LDAP, 389, "/usr/sbin/slapd", "-d", "none", "-F", config.toString(), "-h", "ldap:///");
  }

  /** Starts memcached anew with these options. */
  public void restartMemcached(String... options) throws IOException {
    Namespace.stop(Objects.requireNonNull(memcached, "memcached does not run"));
    startMemcached(options);
  }

  private void startMemcached(String... options) throws IOException {
    var command =
        new ArrayList<>(
            List.of(Programs.find("memcached", "memcached").toString(), "-u", "nobody"));
    command.addAll(List.of(options));
    var process = start(MEMCACHED, command);
    awaitPort(MEMCACHED, 11211, process);
    memcached = process;
  }

  private void startDovecot() throws IOException {
    var own = Files.createDirectory(folder.resolve(MAILBOX.name()).resolve("dovecot"));
    var command = Dovecot.command(own, MAILBOX.name(), MailNetworkData.USERS);
    start(MAILBOX, 7143, command.toArray(String[]::new));
  }

  private void start(Place place, int port, String... command) throws IOException {
    awaitPort(place, port, start(place, List.of(command)));
  }

  private Process start(Place place, List<String> command) throws IOException {
    return host(place).start(command, JDK, output(place));
  }

  private Process startGatepost(Place place) throws IOException {
    return start(place, gatepost("run", "-c", hostFile(place).toString()));
  }

  private static List<String> gatepost(String... arguments) {
    var root = Path.of("").toAbsolutePath();
    var command =
        new ArrayList<>(List.of(root + "/bin/run-java.sh", root.resolve("target/dist").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private void awaitPort(Place place, int port, Process started) throws IOException {
    try {
      host(place).awaitPort(port, started);
    } catch (IOException e) {
      throw new AssertionError(Files.readString(output(place)), e);
    }
  }

  private Path output(Place place) {
    return folder.resolve(place.name()).resolve("output");
  }

  /** Runs a command of Gatepost's there, to its end. */
  public Result run(Place place, String... arguments) throws IOException {
    return host(place).run(gatepost(arguments), "", JDK);
  }

  /** The same with its standard output in a file. */
  public Result run(Place place, Path output, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" > " + output, "sh"));
    command.addAll(gatepost(arguments));
    return host(place).run(command, "", JDK);
  }

  /** A folder of the host's own for what is written down there. */
  public Path folder(Place place) {
    return folder.resolve(place.name());
  }

  /** Something that is done on a host. */
  public interface Task<T> {
    T on(Place host) throws IOException;
  }

  /** Does something on these hosts at once. */
  public <T> Map<Place, T> onEach(List<Place> places, Task<T> task) throws IOException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Place, Future<T>> begun = new LinkedHashMap<>();
      for (var place : places) {
        begun.put(place, threads.submit(() -> task.on(place)));
      }
      Map<Place, T> results = new LinkedHashMap<>();
      for (var one : begun.entrySet()) {
        results.put(one.getKey(), one.getValue().get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Listens at all of these ports, {@code 143/tcp}, where no server does, until it is stopped. */
  public Process listen(Place place, List<String> ports) throws IOException {
    var command = new ArrayList<>(List.of(PYTHON, script("listen.py")));
    command.addAll(ports);
    var builder = new ProcessBuilder(host(place).command(command)).redirectErrorStream(true);
    var process = builder.start();
    var said = process.inputReader().readLine();
    if (!"ready".equals(said)) {
      throw new AssertionError("nobody listens at " + place.name() + ": " + said);
    }
    return process;
  }

  /** Which of these lines, {@code ADDRESS PORT/TRANSPORT [expected]}, are reached from there. */
  public List<String> reached(Place place, List<String> attempts) throws IOException {
    return host(place)
        .run(List.of(PYTHON, script("reach.py")), String.join("\n", attempts), Map.of())
        .success()
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /**
   * The stranger, who is a user at home, logs in as somebody whose route nobody knows yet.
   *
   * @param protocol imap, imaps, pop3 or pop3s
   * @param address the proxy's
   */
  public Result logIn(String protocol, String address) throws IOException {
    var user = MailNetworkData.USERS.get(nextUser++);
    return host(STRANGER)
        .run(PYTHON, script("login.py"), protocol, address, user, Dovecot.PASSWORD);
  }

  /** What memcached counts there: {@code stats}. */
  public String memcachedStatistics() throws IOException {
    return host(MEMCACHED)
        .run(
            "/bin/bash",
            "-c",
            "exec 3<>/dev/tcp/%s/11211; printf 'stats\\r\\nquit\\r\\n' >&3; cat <&3"
                .formatted(MEMCACHED.ipv4Address()))
        .success();
  }

  private static final String PYTHON = Programs.find("python3", "python3").toString();

  private static String script(String name) {
    return Path.of("src/test/resources/org/gatepost/testing", name).toAbsolutePath().toString();
  }

  @Override
  public void close() throws IOException {
    network.close();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
