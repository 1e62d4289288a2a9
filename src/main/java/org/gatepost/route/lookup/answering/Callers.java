package org.gatepost.route.lookup.answering;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.gatepost.net.Addresses;
import org.gatepost.route.Password;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.OwnAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may ask: the answers tell who has an account and on which server (spec mail 8.1, number 4).
 * One reason to be admitted is enough. Safe for use by many threads; never blocks.
 */
final class Callers {
  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
  private static final int MAX_REFUSED = 1_000;
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Supplier<Set<InetAddress>> proxies;
  private final List<Cidr> peers;
  private final Optional<Password> secret;
  private final LongSupplier nanoClock;
  private final Map<InetAddress, Long> refused =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Long> eldest) {
          return size() > MAX_REFUSED;
        }
      };

  Callers(
      Supplier<Set<InetAddress>> proxies,
      List<Cidr> peers,
      Optional<Password> secret,
      LongSupplier nanoClock) {
    this.proxies = proxies;
    this.peers = List.copyOf(peers);
    this.secret = secret;
    this.nanoClock = nanoClock;
  }

  /** The callers that the settings admit, beside the proxies of the directory. */
  static Callers of(EffectiveSettings settings, Supplier<Set<InetAddress>> proxies)
      throws ConfigurationException {
    List<Cidr> peers = settings.value(OwnAttributes.HANDLER_PEERS);
    Optional<Path> file = settings.optional(OwnAttributes.HANDLER_SECRET_FILE);
    Optional<Password> secret =
        file.isPresent()
            ? Optional.of(Password.ofFile(OwnAttributes.HANDLER_SECRET_FILE, file.get()))
            : Optional.empty();
    if (peers.stream().anyMatch(peer -> peer.prefix() == 0)) {
      LOG.warn(
          "gatepostHandlerPeers admits every address: anyone who reaches port 7072 can list"
              + " accounts and servers");
    }
    return new Callers(proxies, peers, secret, System::nanoTime);
  }

  /** Whether whoever comes from an address is admitted. */
  boolean admits(InetAddress peer) {
    if (peer.isLoopbackAddress() || proxies.get().contains(peer)) {
      return true;
    }
    for (Cidr range : peers) {
      if (range.contains(peer)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is the secret; how long that takes says nothing about it. */
  boolean knowsSecret(@Nullable String shown) {
    return shown != null
        && secret.isPresent()
        && MessageDigest.isEqual(
            digest(secret.get().octets()), digest(shown.getBytes(StandardCharsets.ISO_8859_1)));
  }

  // Digests are of one length: the comparison of what is not says how long the secret is.
  private static byte[] digest(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Writes down that somebody was turned away, once a minute for each. */
  void warnOf(InetAddress peer) {
    long now = nanoClock.getAsLong();
    synchronized (refused) {
      Long last = refused.get(peer);
      if (last != null && now - last < QUIET_NANOS) {
        return;
      }
      refused.put(peer, now);
    }
    LOG.warn(
        "{} asked for a route and is neither a proxy of the directory nor in gatepostHandlerPeers,"
            + " and showed no secret or certificate",
        Addresses.text(peer));
  }
}
