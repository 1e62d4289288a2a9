package org.gatepost;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.memcached.Election;
import org.gatepost.memcached.Memcached;
import org.gatepost.memcached.MemcachedSettings;
import org.gatepost.net.Transport;
import org.gatepost.route.MemcachedList;
import org.gatepost.route.Seal;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.RouteSource;
import org.gatepost.telemetry.Meters;

/**
 * The memcached of a system as its settings describe it, for the server and for the commands.
 *
 * @param servers names and ports, in the order that all proxies share; none: there is no memcached
 * @param seal what its values bear
 * @param needsProof whether no value could be believed that bears no signature
 */
public record SharedCache(
    List<InetSocketAddress> servers, Seal seal, boolean needsProof, EffectiveSettings settings) {
  private static final int SHORTEST_KEY = 16;

  /** Reads the settings. */
  public static SharedCache of(HostFile file, Directory directory, EffectiveSettings settings)
      throws ConfigurationException, DirectoryException {
    return new SharedCache(
        MemcachedList.of(file.routes().memcached(), directory, settings),
        seal(settings.optional(OwnAttributes.ROUTE_SIGNING_KEY_FILE).map(file.folder()::resolve)),
        file.routes().lookup() == RouteSource.Lookup.AUTH_HTTP,
        settings);
  }

  /** The same cache on these servers. */
  public SharedCache on(List<InetSocketAddress> others) {
    return new SharedCache(others, seal, needsProof, settings);
  }

  /** Whether there are servers, and their values can be believed. */
  public boolean isUsable() {
    return !servers.isEmpty() && (seal.isProof() || !needsProof);
  }

  /** Begins to connect to all servers. */
  public Memcached connect(Transport transport, Meters meters) {
    return Memcached.connect(
        new MemcachedSettings(
            servers,
            settings.value(OwnAttributes.MEMCACHED_KEYS).equals("hashed"),
            settings.value(OwnAttributes.MEMCACHED_ELECTION).equals("ketama")
                ? Election.Kind.KETAMA
                : Election.Kind.ZIMBRA,
            settings.value(RouteAttributes.MEMCACHED_TIMEOUT),
            settings.value(RouteAttributes.MEMCACHED_RECONNECT)),
        transport.loops(),
        transport::newClientChannel,
        meters);
  }

  private static Seal seal(Optional<Path> keyFile) throws ConfigurationException {
    return keyFile.isEmpty() ? new Seal.None() : signature(keyFile.get());
  }

  private static Seal signature(Path keyFile) throws ConfigurationException {
    byte[] key;
    try {
      key = trimmed(Files.readAllBytes(keyFile));
    } catch (IOException e) {
      throw new ConfigurationException(
          "gatepostRouteSigningKeyFile names %s, which cannot be read; allowed: a file with 16 octets or more."
              .formatted(keyFile));
    }
    if (key.length < SHORTEST_KEY) {
      throw new ConfigurationException(
          "gatepostRouteSigningKeyFile names %s, which holds %d octets; allowed: %d or more, such as those of openssl rand -hex 32."
              .formatted(keyFile, key.length, SHORTEST_KEY));
    }
    return new Seal.Signed(key, InstantSource.system());
  }

  /** Files that people write end with a line's end. */
  private static byte[] trimmed(byte[] octets) {
    int end = octets.length;
    while (end > 0 && (octets[end - 1] == '\n' || octets[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(octets, end);
  }
}
