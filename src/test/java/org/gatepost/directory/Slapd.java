package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real OpenLDAP server on loopback, with our schema and the data of {@code sample.ldif}. */
public final class Slapd implements AutoCloseable {
  public static final String ADMIN = "cn=admin,dc=org";
  public static final String PASSWORD = "geheim";
  private static final String CONFIG_ADMIN = "cn=admin,cn=config";

  private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
  private static final Duration START_LIMIT = Duration.ofSeconds(15);
  private static final List<String> SUFFIXES = List.of("cn=zimbra", "dc=org", "dc=net");

  private final Path folder;
  private final Process process;
  private final int port;
  private final int tlsPort;

  private Slapd(Path folder, Process process, int port, int tlsPort) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /**
   * Starts a server.
   *
   * @param folder an empty folder for its files
   * @param certificate a chain in PEM for the name localhost
   * @param key its private key
   */
  public static Slapd start(Path folder, Path certificate, Path key) throws IOException {
    return start(folder, certificate, key, Manner.PLAIN);
  }

  /**
   * What a server is besides.
   *
   * @param databaseLines put into the configuration of each database
   */
  record Manner(String databaseLines, boolean tellsOfChanges) {
    static final Manner PLAIN = new Manner("", false);
    static final Manner TELLING_OF_CHANGES = new Manner("", true);

    /** Takes no changes, and names the server that does. */
    static Manner replicaOf(String url) {
      return new Manner(
          """
          olcSyncrepl: rid=001 provider=%s searchbase="SUFFIX" type=refreshOnly interval=09:00:00:00
          olcUpdateRef: %s
          """
              .formatted(url, url),
          false);
    }
  }

  /** Starts a server of that manner. */
  static Slapd start(Path folder, Path certificate, Path key, Manner manner) throws IOException {
    configure(folder, certificate, key, manner, Files.readString(EmbeddedDirectoryTest.SAMPLE));
    return launch(folder, freePort(), freePort());
  }

  /**
   * Prepares a server that somebody else starts.
   *
   * @param ldif its data
   * @return its folder of configuration, for the option -F
   */
  public static Path configure(Path folder, Path certificate, Path key, String ldif)
      throws IOException {
    return configure(folder, certificate, key, Manner.PLAIN, ldif);
  }

  private static Path configure(Path folder, Path certificate, Path key, Manner manner, String ldif)
      throws IOException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new AssertionError(
          "This test needs OpenLDAP's server; on Debian: apt-get install slapd");
    }
    var config = Files.createDirectories(folder.resolve("slapd.d"));
    var text =
        Files.writeString(folder.resolve("config.ldif"), config(folder, certificate, key, manner));
    run(folder, "-Tadd", "-n", "0", "-F", config.toString(), "-l", text.toString());
    for (var suffix : SUFFIXES) {
      var data = Files.writeString(folder.resolve(suffix + ".ldif"), below(suffix, ldif));
      run(folder, "-Tadd", "-b", suffix, "-F", config.toString(), "-l", data.toString());
    }
    return config;
  }

  /** Starts it once more on the same ports, with the same data. */
  Slapd again() throws IOException {
    return launch(folder, port, tlsPort);
  }

  private static Slapd launch(Path folder, int port, int tlsPort) throws IOException {
    var config = folder.resolve("slapd.d").toString();
    var urls = "ldap://127.0.0.1:" + port + "/ ldaps://127.0.0.1:" + tlsPort + "/";
    var process =
        new ProcessBuilder(PROGRAM.toString(), "-d", "none", "-F", config, "-h", urls)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("slapd.log").toFile())
            .start();
    var slapd = new Slapd(folder, process, port, tlsPort);
    slapd.awaitReady();
    return slapd;
  }

  public int port() {
    return port;
  }

  int tlsPort() {
    return tlsPort;
  }

  /** Changes its data while it does not run, as a restored backup would. */
  void modifyOffline(String ldif) throws IOException {
    var file = Files.writeString(folder.resolve("offline.ldif"), ldif);
    var config = folder.resolve("slapd.d").toString();
    run(folder, "-Tmodify", "-b", "cn=zimbra", "-F", config, "-l", file.toString());
  }

  /** Stops it in its tracks: it accepts connections still, but answers nothing. */
  void freeze() throws IOException {
    new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start().onExit().join();
  }

  /** Takes no changes any more. */
  void makeReadOnly() throws LDAPException {
    try (var admin = new LDAPConnection("127.0.0.1", port, CONFIG_ADMIN, PASSWORD)) {
      for (int number = 1; number <= SUFFIXES.size(); number++) {
        admin.modify(
            "olcDatabase={%d}mdb,cn=config".formatted(number),
            new Modification(ModificationType.REPLACE, "olcReadOnly", "TRUE"));
      }
    }
  }

  /** Ends it at once, as a power cut would. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), tlsPort)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(
              "slapd does not start:\n" + Files.readString(folder.resolve("slapd.log")), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private static void run(Path folder, String... arguments) throws IOException {
    var log = folder.resolve("slapadd.log");
    var command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(List.of(arguments));
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .onExit()
            .join()
            .exitValue();
    if (exit != 0) {
      throw new AssertionError(command + " failed:\n" + Files.readString(log));
    }
  }

  private static String config(Path folder, Path certificate, Path key, Manner manner)
      throws IOException {
    var text =
        new StringBuilder(
            """
            dn: cn=config
            objectClass: olcGlobal
            cn: config
            olcTLSCertificateFile: %s
            olcTLSCertificateKeyFile: %s

            dn: cn=module,cn=config
            objectClass: olcModuleList
            cn: module
            olcModulePath: /usr/lib/ldap
            olcModuleLoad: back_mdb
            olcModuleLoad: syncprov

            dn: cn=schema,cn=config
            objectClass: olcSchemaConfig
            cn: schema

            include: file:///etc/ldap/schema/core.ldif

            include: file:///etc/ldap/schema/cosine.ldif

            include: file:///etc/ldap/schema/inetorgperson.ldif

            include: file://%s

            """
                .formatted(certificate, key, OpenLdapSchema.FILE.toAbsolutePath()));
    text.append(
        """
        dn: olcDatabase={0}config,cn=config
        objectClass: olcDatabaseConfig
        olcDatabase: {0}config
        olcRootDN: %s
        olcRootPW: %s

        """
            .formatted(CONFIG_ADMIN, PASSWORD));
    int number = 0;
    for (var suffix : SUFFIXES) {
      number++;
      text.append(
          """
          dn: olcDatabase={%d}mdb,cn=config
          objectClass: olcMdbConfig
          olcDatabase: {%d}mdb
          olcSuffix: %s
          olcDbDirectory: %s
          olcRootDN: %s
          %solcDbIndex: objectClass eq
          %s
          """
              .formatted(
                  number,
                  number,
                  suffix,
                  Files.createDirectories(folder.resolve("data-" + suffix)),
                  ADMIN,
                  ADMIN.endsWith(suffix) ? "olcRootPW: " + PASSWORD + "\n" : "",
                  manner.databaseLines().replace("SUFFIX", suffix)));
      if (manner.tellsOfChanges()) {
        text.append(
            """
            dn: olcOverlay=syncprov,olcDatabase={%d}mdb,cn=config
            objectClass: olcSyncProvConfig
            olcOverlay: syncprov

            """
                .formatted(number));
      }
    }
    return text.toString();
  }

  /** The entries below a suffix: one file for each database. */
  private static String below(String suffix, String ldif) {
    var result = new StringBuilder();
    for (var entry : ldif.split("\n\n", -1)) {
      if (entry.lines().findFirst().orElse("").endsWith(suffix)) {
        result.append(entry).append("\n\n");
      }
    }
    return result.toString();
  }
}
