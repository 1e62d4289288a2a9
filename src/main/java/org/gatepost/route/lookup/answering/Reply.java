package org.gatepost.route.lookup.answering;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.gatepost.net.Addresses;
import org.gatepost.route.Password;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;

/**
 * One answer as it goes out: a head and no body (spec mail 2.8). Always shorter than the buffer of
 * the original's proxies, which fail at more than 1,024 octets. Immutable; many threads may send
 * one.
 */
final class Reply {
  static final int LIMIT = 1_023;

  private static final byte[] KEEP_ALIVE = ascii("keep-alive\r\n\r\n");
  private static final byte[] CLOSE = ascii("close\r\n\r\n");

  private final byte[] head;
  private final boolean found;
  private final boolean forAll;
  private final Duration life;

  private Reply(byte[] head, boolean found, boolean forAll, Duration life) {
    this.head = head;
    this.found = found;
    this.forAll = forAll;
    this.life = life;
  }

  /** A failure, which the client hears of after a while. */
  static Reply failure(String text, Duration wait, boolean forAll, Duration life) {
    String before = "HTTP/1.1 200 OK\r\nAuth-Status: ";
    String after = "\r\nAuth-Wait: " + wait.toSeconds() + "\r\nContent-Length: 0\r\nConnection: ";
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    head.writeBytes(ascii(before));
    int room = LIMIT - before.length() - after.length() - KEEP_ALIVE.length;
    head.writeBytes(HeaderText.sentence(text, room));
    head.writeBytes(ascii(after));
    return new Reply(head.toByteArray(), false, forAll, life);
  }

  /**
   * A route, if it can be told: a name that is no name or that is too long cannot.
   *
   * @param life how long a route that holds for all may be remembered
   */
  static Optional<Reply> route(Route route, Duration life) {
    String server =
        route.addresses().isEmpty()
            ? route.host()
            : Addresses.text(route.addresses().getFirst().getAddress());
    if (!isWord(server)) {
      return Optional.empty();
    }
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    head.writeBytes(
        ascii(
            "HTTP/1.1 200 OK\r\nAuth-Status: OK\r\nAuth-Server: %s\r\nAuth-Port: %d\r\nAuth-Cache-Alias: %s\r\nAuth-User: "
                .formatted(
                    server,
                    route.port(),
                    route.keeping() == Keeping.ROUTE_AND_ALIAS ? "TRUE" : "FALSE")));
    head.writeBytes(HeaderText.escaped(route.account()));
    Optional<Password> password = route.password();
    if (password.isPresent()) {
      head.writeBytes(ascii("\r\nAuth-Pass: "));
      head.writeBytes(password.get().octets());
    }
    // Ours: the original's proxies keep every route, and pass over what they do not know.
    head.writeBytes(
        ascii(
            (route.cacheable() ? "" : "\r\nAuth-Cache-Route: FALSE")
                + "\r\nContent-Length: 0\r\nConnection: "));
    if (head.size() + KEEP_ALIVE.length > LIMIT) {
      return Optional.empty();
    }
    Duration kept = route.cacheable() ? life : Duration.ZERO;
    return Optional.of(new Reply(head.toByteArray(), true, route.cacheable(), kept));
  }

  private static boolean isWord(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  /** Whether it is a route rather than a failure. */
  boolean found() {
    return found;
  }

  /** Whether it is the same whoever asks. */
  boolean forAll() {
    return forAll;
  }

  /** How long it may be remembered; zero: not at all. */
  Duration life() {
    return life;
  }

  /** The octets, once for each time that it is sent. */
  ByteBuf toBuffer(ByteBufAllocator allocator, boolean keepAlive) {
    byte[] end = keepAlive ? KEEP_ALIVE : CLOSE;
    return allocator.buffer(head.length + end.length).writeBytes(head).writeBytes(end);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // The head may hold a token.
  @Override
  public String toString() {
    return found ? "a route" : "a failure";
  }
}
