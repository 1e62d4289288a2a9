package org.gatepost.net.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that session tickets are sealed with (RFC 5077), shared by all certificates and doors,
 * but for those that ask clients for certificates. A new one is made now and then; those before it
 * still open the tickets that they sealed. Safe for use by many threads.
 */
public final class TicketKeys {
  private static final int KEPT = 3;

  private final SecureRandom random = new SecureRandom();
  private final Deque<byte[]> keys = new ArrayDeque<>();
  private final List<OpenSslSessionContext> contexts = new ArrayList<>();
  private final Map<String, TicketKeys> apart = new HashMap<>();

  public TicketKeys() {
    keys.addFirst(newKey());
  }

  /**
   * Keys of their own for a site that asks clients for certificates: a session that began elsewhere
   * must not be resumed there.
   *
   * @param site says which; the same one has the same keys, also after a change of settings
   */
  synchronized TicketKeys apart(String site) {
    return apart.computeIfAbsent(site, missing -> new TicketKeys());
  }

  synchronized void share(OpenSslSessionContext context) {
    contexts.add(context);
    set(context);
  }

  synchronized void unshare(OpenSslSessionContext context) {
    contexts.remove(context);
  }

  /** Seals with a new key from now on. */
  public synchronized void rotate() {
    keys.addFirst(newKey());
    if (keys.size() > KEPT) {
      keys.removeLast();
    }
    contexts.forEach(this::set);
    apart.values().forEach(TicketKeys::rotate);
  }

  private void set(OpenSslSessionContext context) {
    context.setTicketKeys(
        keys.stream().map(TicketKeys::parse).toArray(OpenSslSessionTicketKey[]::new));
  }

  private static OpenSslSessionTicketKey parse(byte[] key) {
    int name = OpenSslSessionTicketKey.NAME_SIZE;
    int hmac = OpenSslSessionTicketKey.HMAC_KEY_SIZE;
    return new OpenSslSessionTicketKey(
        Arrays.copyOfRange(key, 0, name),
        Arrays.copyOfRange(key, name, name + hmac),
        Arrays.copyOfRange(key, name + hmac, key.length));
  }

  private byte[] newKey() {
    byte[] key = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
    random.nextBytes(key);
    return key;
  }
}
