package org.gatepost.testing;

import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.Gatepost;
import org.gatepost.StartException;
import org.gatepost.net.tls.SelfSigned;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.HostFileReader;

/**
 * Gatepost in this process, from files in a folder, as its users start it. When the last one of
 * several has closed, no buffer of Netty may be left.
 */
public final class GatepostServer implements AutoCloseable {
  private static final Duration LOG_LIMIT = Duration.ofSeconds(15);
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final Gatepost gatepost;
  private final Path folder;

  private GatepostServer(Gatepost gatepost, Path folder) {
    this.gatepost = gatepost;
    this.folder = folder;
  }

  /** Ports of 127.0.0.1 that are free now, for doors that must know their ports beforehand. */
  public static int[] freePorts(int count) throws IOException {
    var ports = new int[count];
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        ports[i] = sockets.getLast().getLocalPort();
      }
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
    return ports;
  }

  /** What is to be written into the files, in the folder of a test. */
  public static Setup in(Path folder) {
    return new Setup(folder);
  }

  /** The files of a server that is about to start. */
  public static final class Setup {
    private final Path folder;
    private final List<String> doors = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final StringBuilder global = new StringBuilder();
    private final StringBuilder entries = new StringBuilder();
    private String trust = "system";
    private String directory = "file: directory.ldif";
    private String tlsDomains = "";
    private String routes = "";
    private String roles = "proxy";
    private boolean described;

    private Setup(Path folder) {
      this.folder = folder;
      attribute("zimbraReverseProxyImapStartTlsMode", "on");
      attribute("zimbraReverseProxyPop3StartTlsMode", "on");
      attribute("zimbraReverseProxySSLToUpstreamEnabled", "FALSE");
      attribute("zimbraReverseProxyAuthWaitInterval", "0s");
    }

    /** One attribute of the host. */
    public Setup attribute(String name, String value) {
      attributes.put(name, value);
      return this;
    }

    /** A door in YAML's flow style; without any there are the usual four. */
    public Setup door(String yaml) {
      doors.add("  - {address: 127.0.0.1, port: 0, " + yaml + "}\n");
      return this;
    }

    /** A door in YAML's flow style, with its own address and port. */
    public Setup doorAt(String yaml) {
      doors.add("  - {" + yaml + "}\n");
      return this;
    }

    /**
     * The doors of the web alone, http and https, on ports that are free now: a browser must be
     * told them. Both serve, by whatever name they are called.
     */
    public Setup webDoors() throws IOException {
      var ports = freePorts(2);
      doorAt("protocol: http, address: 127.0.0.1, tls: none, port: " + ports[0]);
      doorAt("protocol: http, address: 127.0.0.1, tls: implicit, port: " + ports[1]);
      attribute("zimbraReverseProxyMailMode", "both");
      return attribute("zimbraReverseProxyStrictServerNameEnabled", "FALSE");
    }

    /** No doors in the file: attributes describe them. */
    public Setup describedDoors() {
      described = true;
      return this;
    }

    /** Mailbox servers are spoken to in TLS, and must show certificates that stem from these. */
    public Setup tlsToUpstream(List<Path> authorities) throws IOException {
      Files.createDirectories(folder);
      var all = new StringBuilder();
      for (var authority : authorities) {
        all.append(Files.readString(authority)).append('\n');
      }
      Files.writeString(folder.resolve("upstream.pem"), all);
      trust = "upstream.pem";
      return attribute("zimbraReverseProxySSLToUpstreamEnabled", "TRUE");
    }

    /** A mailbox server; ports that are 0 are not set. */
    public Setup mailbox(String host, int imap, int imaps, int pop3, int pop3s) {
      entries.append(
          """

          dn: cn=%1$s,cn=servers,cn=zimbra
          objectClass: zimbraServer
          cn: %1$s
          zimbraServiceHostname: %1$s
          zimbraServiceEnabled: mailbox
          """
              .formatted(host));
      var ports =
          Map.of(
              "zimbraImapBindPort", imap,
              "zimbraImapSSLBindPort", imaps,
              "zimbraPop3BindPort", pop3,
              "zimbraPop3SSLBindPort", pop3s);
      ports.forEach((name, port) -> {
        if (port > 0) {
          entries.append(name).append(": ").append(port).append('\n');
        }
      });
      return this;
    }

    public Setup mailbox(Dovecot dovecot) {
      return mailbox(
          dovecot.host(),
          dovecot.imapPort(),
          dovecot.imapsPort(),
          dovecot.pop3Port(),
          dovecot.pop3sPort());
    }

    /** A mailbox server that is the same script on all of its ports. */
    public Setup mailbox(String host, ScriptedUpstream upstream) {
      int port = upstream.port();
      return mailbox(host, port, port, port, port);
    }

    /**
     * A mailbox server with its web side alone, which every web pool has; a port 0 is not set. It
     * is not left alone for long after it has failed.
     */
    public Setup webMailbox(String host, int http, int https) {
      entries.append(
          """

          dn: cn=%1$s,cn=servers,cn=zimbra
          objectClass: zimbraServer
          cn: %1$s
          zimbraServiceHostname: %1$s
          zimbraServiceEnabled: mailbox
          zimbraServiceEnabled: service
          zimbraServiceEnabled: zimbra
          zimbraReverseProxyLookupTarget: TRUE
          zimbraMailMode: both
          zimbraMailProxyReconnectTimeout: 1
          """
              .formatted(host));
      var ports = Map.of("zimbraMailPort", http, "zimbraMailSSLPort", https);
      ports.forEach((name, port) -> {
        if (port > 0) {
          entries.append(name).append(": ").append(port).append('\n');
        }
      });
      return this;
    }

    public Setup webMailbox(WebMailbox mailbox) {
      return webMailbox(mailbox.host(), mailbox.httpPort(), mailbox.httpsPort());
    }

    public Setup webMailbox(ScriptedWeb web) {
      return webMailbox(web.host(), web.port(), 0);
    }

    /** Somebody of example.org whose mailbox is on a server. */
    public Setup account(String uid, String host) {
      return account(uid, host, "id-of-" + uid);
    }

    /** The same with an id of one's choice. */
    public Setup account(String uid, String host, String id) {
      entries.append(
          """

          dn: uid=%1$s,ou=people,dc=example,dc=org
          objectClass: inetOrgPerson
          objectClass: zimbraAccount
          uid: %1$s
          cn: %1$s
          sn: %1$s
          zimbraId: %3$s
          zimbraMailDeliveryAddress: %1$s@example.org
          zimbraMailHost: %2$s
          zimbraAccountStatus: active
          """
              .formatted(uid, host, id));
      return this;
    }

    /** One attribute of the directory's globalConfig, for what is read from there alone. */
    public Setup global(String name, String value) {
      global.append(name).append(": ").append(value).append('\n');
      return this;
    }

    /** More of the directory, as LDIF. */
    public Setup entry(String ldif) {
      entries.append('\n').append(ldif).append('\n');
      return this;
    }

    /** Another directory than the file: what stands below this key, as one line. */
    public Setup directory(String yaml) {
      directory = yaml;
      return this;
    }

    /** Where routes come from: what stands below this key, as one line. */
    public Setup routes(String yaml) {
      routes = yaml;
      return this;
    }

    /** Routes are shared in these memcached servers. */
    public Setup memcached(RealMemcached... servers) {
      return routes(
          "memcached: ["
              + Stream.of(servers).map(RealMemcached::name).collect(Collectors.joining(", "))
              + "]");
    }

    /** Certificates of upstream servers and handlers are believed if they stem from this one. */
    public Setup trusting(Path authority) {
      trust = authority.toString();
      return this;
    }

    /** All settings stand in the host's file. */
    public Setup withoutDirectory() {
      directory = "";
      return this;
    }

    /** The roles of the process, separated by commas. */
    public Setup roles(String names) {
      roles = names;
      return this;
    }

    /** A certificate for one name, made anew. */
    public Setup tlsDomain(String pattern, String subject) throws IOException {
      Files.createDirectories(folder);
      int number = tlsDomains.length();
      SelfSigned.write(
          folder.resolve("domain" + number + ".crt"),
          folder.resolve("domain" + number + ".key"),
          List.of(subject));
      tlsDomains +=
          "    \"%s\": {certificate: domain%d.crt, key: domain%d.key}\n"
              .formatted(pattern, number, number);
      return this;
    }

    /** All of the directory's data. */
    public String ldif() {
      return BASE.replace(GLOBAL, GLOBAL + global) + entries;
    }

    /** Writes the files and starts the server; every door accepts when this returns. */
    public GatepostServer start() throws IOException, ConfigurationException, StartException {
      var gatepost = Gatepost.start(HostFileReader.read(write()));
      OPEN.incrementAndGet();
      return new GatepostServer(gatepost, folder);
    }

    /** Writes the files, for a server that somebody else starts; the host's file. */
    public Path write() throws IOException {
      Files.createDirectories(folder);
      SelfSigned.write(
          folder.resolve("proxy.crt"), folder.resolve("proxy.key"), List.of("localhost"));
      Files.writeString(folder.resolve("directory.ldif"), ldif());
      return Files.writeString(folder.resolve("gatepost.yaml"), yaml());
    }

    private String yaml() {
      if (doors.isEmpty() && !described) {
        door("protocol: imap, tls: starttls").door("protocol: imap, tls: implicit");
        door("protocol: pop3, tls: starttls").door("protocol: pop3, tls: implicit");
      }
      var text = new StringBuilder();
      text.append("server: proxy.example.org\nroles: [").append(roles).append("]\n");
      text.append("listen: 127.0.0.1\n");
      if (!directory.isEmpty()) {
        text.append("directory: {").append(directory).append("}\n");
      }
      if (!routes.isEmpty()) {
        text.append("routes: {").append(routes).append("}\n");
      }
      if (!described) {
        text.append("doors:\n");
        doors.forEach(text::append);
      }
      text.append("tls:\n  certificate: proxy.crt\n  key: proxy.key\n");
      text.append("  upstream: {trust: ").append(trust).append("}\n");
      if (!tlsDomains.isEmpty()) {
        text.append("  domains:\n").append(tlsDomains);
      }
      text.append("attributes:\n");
      attributes.forEach((name, value) ->
          text.append("  ").append(name).append(": \"").append(value).append("\"\n"));
      return text.toString();
    }
  }

  private static final String GLOBAL = "zimbraDefaultDomainName: example.org\n";
  private static final String BASE =
      """
      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=config,cn=zimbra
      objectClass: organizationalRole
      objectClass: zimbraGlobalConfig
      cn: config
      zimbraDefaultDomainName: example.org

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=proxy.example.org,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: proxy.example.org
      zimbraServiceHostname: proxy.example.org
      zimbraServiceEnabled: proxy

      dn: dc=org
      objectClass: dcObject
      objectClass: organization
      dc: org
      o: org

      dn: dc=example,dc=org
      objectClass: dcObject
      objectClass: organization
      objectClass: zimbraDomain
      dc: example
      o: example.org
      zimbraDomainName: example.org

      dn: ou=people,dc=example,dc=org
      objectClass: organizationalUnit
      ou: people
      """;

  /** The address of a door: imap, imaps, pop3 or pop3s. */
  public InetSocketAddress door(String name) {
    var address = gatepost.doors().get(name);
    if (address == null) {
      throw new IllegalArgumentException("no door " + name + " among " + gatepost.doors());
    }
    return address;
  }

  /** What curl needs to talk HTTP/1.1 to the web door of that name. */
  public Curl curl(String door) {
    return Curl.http1().to(door(door)).with("--insecure");
  }

  /** The same by HTTP/2. */
  public Curl http2() {
    return Curl.http2().to(door("https")).with("--insecure");
  }

  /** A connection to a door; implicit TLS is begun. */
  public Wire connect(String door) throws IOException {
    return door.endsWith("s") ? Wire.tlsTo(door(door)) : Wire.to(door(door));
  }

  /** Changes the host's file; what is to go must stand there. */
  public void edit(String from, String to) throws IOException {
    var file = folder.resolve("gatepost.yaml");
    var text = Files.readString(file);
    if (!text.contains(from)) {
      throw new IllegalArgumentException(from + " does not stand in " + text);
    }
    Files.writeString(file, text.replace(from, to));
  }

  /** Applies what has changed in file and directory; says what did. */
  public List<String> reload() throws StartException {
    return gatepost.reload();
  }

  /** The host's certificate in PEM, for the name localhost. */
  public Path certificate() {
    return folder.resolve("proxy.crt");
  }

  /** The access log of the web so far. */
  public String accessLog() throws IOException {
    return Files.readString(folder.resolve("log/nginx.access.log"), StandardCharsets.ISO_8859_1);
  }

  /** The log of logins so far. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("log/nginx.log"), StandardCharsets.UTF_8);
  }

  /** What has been counted, in the text format of Prometheus: the value of one line, or 0. */
  public double counted(String nameAndLabels) {
    return gatepost
        .meters()
        .exposition()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** Waits for a line of the log that has all of these in it; returns it. */
  public String awaitLog(String... parts) throws IOException {
    return awaitLine("nginx.log", parts);
  }

  /** The same of another file in the folder of logs. */
  public String awaitLine(String file, String... parts) throws IOException {
    long deadline = System.nanoTime() + LOG_LIMIT.toNanos();
    while (true) {
      var text = Files.readString(folder.resolve("log").resolve(file), StandardCharsets.UTF_8);
      var found =
          text.lines().filter(line -> List.of(parts).stream().allMatch(line::contains)).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "no line with %s in %s:\n%s".formatted(List.of(parts), file, text));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Stops the server; no buffer may be left. */
  @Override
  public void close() {
    gatepost.close();
    if (OPEN.decrementAndGet() == 0) {
      LeakPresenceDetector.check();
    }
  }
}
