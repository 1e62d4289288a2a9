package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFReader;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.net.Transport;
import org.gatepost.net.listener.Listener;
import org.gatepost.net.listener.Turnstile;
import org.gatepost.net.tls.KeyPair;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.net.tls.TicketKeys;
import org.gatepost.net.tls.TlsPolicy;
import org.gatepost.net.tls.TlsProvider;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.answering.LookupDoor;
import org.gatepost.route.lookup.answering.LookupService;
import org.gatepost.route.lookup.answering.LookupSource;
import org.gatepost.settings.DirectorySource.LdapServers;
import org.gatepost.settings.Trust;
import org.gatepost.telemetry.Meters;

/** A lookup handler over a real OpenLDAP server with the data of sample.ldif and handler.ldif. */
final class HandlerOnOpenLdap implements AutoCloseable {
  static final String TOKEN_KEY = "00112233445566778899aabbccddeeff".repeat(2);
  private static final Path DATA =
      Path.of("src/test/resources/org/gatepost/directory/handler.ldif");

  private final X509Bundle certificate;
  private final Slapd slapd;
  private final Directory directory;
  private final Transport transport = Transport.start(2);
  private final List<ServerTls> inUse = new ArrayList<>();
  final Meters meters = new Meters();

  private HandlerOnOpenLdap(X509Bundle certificate, Slapd slapd, Directory directory) {
    this.certificate = certificate;
    this.slapd = slapd;
    this.directory = directory;
  }

  static HandlerOnOpenLdap start(Path folder) throws Exception {
    var bundle =
        new CertificateBuilder()
            .rsa2048() // GnuTLS, which slapd is built with, does not read the EC keys made here
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var certificate = Files.writeString(folder.resolve("ldap.crt"), bundle.getCertificatePEM());
    var key = Files.writeString(folder.resolve("ldap.key"), bundle.getPrivateKeyPEM());
    var password = Files.writeString(folder.resolve("ldap.secret"), Slapd.PASSWORD + "\n");
    var slapd = Slapd.start(Files.createDirectory(folder.resolve("ldap")), certificate, key);
    fill(slapd);
    var directory =
        Directory.open(
            new LdapServers(
                List.of(URI.create("ldap://localhost:" + slapd.port())),
                true,
                Optional.of(Slapd.ADMIN),
                Optional.of(password),
                new Trust.PemFile(certificate)));
    return new HandlerOnOpenLdap(bundle, slapd, directory);
  }

  private static void fill(Slapd slapd) throws Exception {
    try (var ldap = connect(slapd);
        var reader = new LDIFReader(DATA.toFile())) {
      for (var entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
        ldap.add(entry);
      }
      ldap.modify(
          "cn=config,cn=zimbra",
          new Modification(ModificationType.ADD, "zimbraAuthTokenKey", "4:1:" + TOKEN_KEY),
          new Modification(ModificationType.ADD, "zimbraReverseProxyAdminIPAddress", "10.0.0.1"));
    }
  }

  private static LDAPConnection connect(Slapd slapd) throws Exception {
    return new LDAPConnection("127.0.0.1", slapd.port(), Slapd.ADMIN, Slapd.PASSWORD);
  }

  /** Adds an entry, from the lines of its LDIF. */
  void add(String... lines) throws Exception {
    try (var ldap = connect(slapd)) {
      ldap.add(lines);
    }
  }

  /** Gives an attribute of an entry another value. */
  void replace(String dn, String attribute, String value) throws Exception {
    try (var ldap = connect(slapd)) {
      ldap.modify(dn, new Modification(ModificationType.REPLACE, attribute, value));
    }
  }

  /** Opens the service on a free port, with these attributes of the host's file. */
  OpenHandler open(String address, Map<String, String> attributes) throws Exception {
    return open(address, attributes, List.of());
  }

  /** The same, for callers with certificates of these authorities as well. */
  OpenHandler open(String address, Map<String, String> attributes, List<Path> clientAuthorities)
      throws Exception {
    var texts = new HashMap<String, List<String>>();
    texts.put("zimbraExtensionBindPort", List.of("0"));
    attributes.forEach((name, value) -> texts.put(name, List.of(value)));
    var settings = directory.settings("handler.example.com", texts);
    var door = LookupDoor.of(Optional.of(address), Optional.of(tls(clientAuthorities)), settings);
    var service =
        new LookupService(
            transport,
            door,
            new LookupSource(directory, new DirectoryLookup(directory, settings), settings),
            new Turnstile(),
            meters);
    return new OpenHandler(
        service, Listener.open(transport, door.address(), false, Set.of(), service));
  }

  /** The service behind a listener. */
  record OpenHandler(LookupService service, Listener listener) implements AutoCloseable {
    InetSocketAddress address() {
      return listener.address();
    }

    @Override
    public void close() {
      listener.close();
      service.close();
    }
  }

  private ServerTls tls(List<Path> clientAuthorities) throws IOException {
    var tls =
        ServerTls.of(
            "http/1.1",
            KeyPair.parse(
                certificate.getCertificatePEM(), certificate.getPrivateKeyPEM(), "the test"),
            Map.of(),
            new TlsPolicy(TlsProvider.best(), List.of("TLSv1.2", "TLSv1.3"), List.of()),
            new TicketKeys(),
            clientAuthorities.isEmpty()
                ? List.of()
                : KeyPair.certificates(clientAuthorities.getFirst()));
    inUse.add(tls);
    return tls;
  }

  static String at(OpenHandler service) {
    InetSocketAddress address = service.address();
    return "127.0.0.1:" + address.getPort();
  }

  @Override
  public void close() {
    transport.close();
    inUse.forEach(ServerTls::close);
    directory.close();
    slapd.close();
  }
}
