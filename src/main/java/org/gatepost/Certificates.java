package org.gatepost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.net.tls.ClientAuthorities;
import org.gatepost.net.tls.KeyPair;
import org.gatepost.net.tls.OcspStaples;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.net.tls.ServerTls.Site;
import org.gatepost.net.tls.TicketKeys;
import org.gatepost.net.tls.TlsPolicy;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFile.DoorProtocol;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.OwnWebAttributes;
import org.gatepost.settings.StartTlsMode;
import org.gatepost.settings.TlsFiles.KeyPairFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of this host: a default pair, and a pair for each name that a client may ask
 * for, from the host's file and from the domains of the directory. The file wins.
 */
final class Certificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final HostFile file;
  private final Map<String, KeyPair> byName;
  private final TlsPolicy policy;
  private final TicketKeys ticketKeys;
  private final Optional<OcspStaples> staples;
  private final List<ServerTls> inUse = new ArrayList<>();

  private Certificates(
      HostFile file,
      Map<String, KeyPair> byName,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      Optional<OcspStaples> staples) {
    this.staples = staples;
    this.file = file;
    this.byName = byName;
    this.policy = policy;
    this.ticketKeys = ticketKeys;
  }

  /**
   * Reads them.
   *
   * @param ticketKeys outlive them, so that clients resume across a change of certificates
   * @param staples what authorities say of them; empty where nobody is shown any
   */
  static Certificates load(
      HostFile file,
      Directory directory,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      Optional<OcspStaples> staples)
      throws ConfigurationException, DirectoryException {
    Map<String, KeyPair> byName = new HashMap<>();
    for (Entry domain : directory.domainsWithCertificate()) {
      byName.putAll(ofDomain(domain));
    }
    for (Map.Entry<String, KeyPairFiles> domain : file.tls().domains().entrySet()) {
      byName.put(domain.getKey(), read(domain.getValue()));
    }
    return new Certificates(file, byName, policy, ticketKeys, staples);
  }

  /** One domain's bad certificate is that domain's trouble: its clients see the default one. */
  private static Map<String, KeyPair> ofDomain(Entry domain) {
    Map<String, KeyPair> pairs = new HashMap<>();
    try {
      KeyPair pair =
          KeyPair.parse(
              domain.first("zimbraSSLCertificate").orElse(""),
              domain.first("zimbraSSLPrivateKey").orElse(""),
              "domain " + domain.first("zimbraDomainName").orElse(domain.dn()));
      for (String name : domain.all("zimbraVirtualHostname")) {
        pairs.put(name.toLowerCase(Locale.ROOT), pair);
      }
    } catch (IOException e) {
      LOG.warn("{}; clients of that domain are shown the default certificate", e.getMessage());
    }
    return pairs;
  }

  private static KeyPair read(KeyPairFiles files) throws ConfigurationException {
    try {
      return KeyPair.read(files.certificate(), files.key());
    } catch (IOException e) {
      throw new ConfigurationException(
          "The certificate or key of "
              + files.certificate()
              + " cannot be used: "
              + e.getMessage());
    }
  }

  /** What a door of mail needs for TLS; its own pair if it has one, else the host's. */
  ServerTls forDoor(DoorPlan door) throws ConfigurationException {
    return forDoor(door, Optional.empty(), Map.of());
  }

  /** The same for a door of the web, whose sites differ in whom they ask for a certificate. */
  ServerTls forDoor(DoorPlan door, ClientCertificates clients) throws ConfigurationException {
    Map<String, Optional<ClientAuthorities>> byHost = new HashMap<>();
    clients.byHost().forEach((host, policy) -> byHost.put(host, policy.asked()));
    return forDoor(door, clients.byDefault().asked(), byHost);
  }

  private ServerTls forDoor(
      DoorPlan door,
      Optional<ClientAuthorities> byDefault,
      Map<String, Optional<ClientAuthorities>> byHost)
      throws ConfigurationException {
    Optional<KeyPairFiles> files =
        door.keyPair()
            .or(() ->
                file.tls()
                    .certificate()
                    .flatMap(c -> file.tls().key().map(k -> new KeyPairFiles(c, k))));
    if (files.isEmpty()) {
      throw new ConfigurationException(
          ("The door %s needs a certificate, and %s names none: set tls.certificate and tls.key, or"
                  + " tls: none for this door.")
              .formatted(door.name(), file.path()));
    }
    try {
      KeyPair pair = read(files.get());
      Map<String, Site> sites = new HashMap<>();
      byName.forEach(
          (name, own) -> sites.put(name, new Site(own, byHost.getOrDefault(name, byDefault))));
      byHost.forEach((name, asked) -> {
        if (!asked.equals(byDefault)) {
          sites.computeIfAbsent(name, own -> new Site(pairFor(own, pair), asked));
        }
      });
      ServerTls tls =
          ServerTls.of(
              protocols(door), new Site(pair, byDefault), sites, policy, ticketKeys, staples(door));
      inUse.add(tls);
      return tls;
    } catch (IOException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  private KeyPair pairFor(String name, KeyPair byDefault) {
    int dot = name.indexOf('.');
    return dot < 0 ? byDefault : byName.getOrDefault("*" + name.substring(dot), byDefault);
  }

  private Optional<OcspStaples> staples(DoorPlan door) {
    return door.settings().value(OwnWebAttributes.OCSP_STAPLING) ? staples : Optional.empty();
  }

  /** What is spoken inside, as ALPN calls it, best first. */
  private static List<String> protocols(DoorPlan door) {
    if (!door.isWeb()) {
      return List.of(door.protocol().name().toLowerCase(Locale.ROOT));
    }
    return door.protocol() == DoorProtocol.HTTP && door.settings().value(OwnWebAttributes.HTTP2)
        ? List.of("h2", "http/1.1")
        : List.of("http/1.1");
  }

  /**
   * What the lookup handler needs for HTTPS, if the host has a certificate and is not to do
   * without.
   */
  Optional<ServerTls> forHandler(EffectiveSettings settings) throws ConfigurationException {
    StartTlsMode mode = settings.value(OwnAttributes.HANDLER_TLS);
    Optional<Path> certificate = file.tls().certificate();
    Optional<Path> key = file.tls().key();
    if (mode == StartTlsMode.OFF) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      if (mode == StartTlsMode.ONLY) {
        throw new ConfigurationException(
            "gatepostHandlerTls is only, and %s names no certificate: set tls.certificate and tls.key."
                .formatted(file.path()));
      }
      return Optional.empty();
    }
    try {
      Optional<Path> authorities = settings.optional(OwnAttributes.HANDLER_CLIENT_CA_FILE);
      ServerTls tls =
          ServerTls.of(
              "http/1.1",
              read(new KeyPairFiles(certificate.get(), key.get())),
              byName,
              policy,
              ticketKeys,
              authorities.isPresent() ? KeyPair.certificates(authorities.get()) : List.of());
      inUse.add(tls);
      return Optional.of(tls);
    } catch (IOException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    inUse.forEach(ServerTls::close);
    inUse.clear();
  }
}
