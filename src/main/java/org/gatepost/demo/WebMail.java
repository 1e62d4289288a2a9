package org.gatepost.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gatepost.cli.SampleMailboxes.User;

/**
 * The web side of a sample mailbox server: a login and a page with the inbox, and {@code
 * /home/USER/}. Every page says which server it came from. As in Zimbra, each server lets everybody
 * log in, and the proxy finds the right one from the next request on.
 */
final class WebMail implements AutoCloseable {
  private static final int LONGEST_FORM = 4096;

  static {
    // Head and body are two writes; with Nagle's algorithm the second one waits for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Pages pages;
  private final Inboxes inboxes;
  private final List<User> everybody;
  private final byte[] key;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** What lies in the inboxes of those who live here. */
  interface Inboxes {
    boolean has(String address);

    List<String> subjects(String address);
  }

  /**
   * Starts at a free port of the loopback address.
   *
   * @param name of the server
   * @param everybody who may log in, here or elsewhere
   * @param key that all sample servers sign tokens with
   */
  WebMail(String name, List<User> everybody, Inboxes inboxes, byte[] key) {
    this.pages = new Pages(name);
    this.everybody = everybody;
    this.inboxes = inboxes;
    this.key = key.clone();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Optional<String> query = Optional.ofNullable(exchange.getRequestURI().getRawQuery());
      if (path.startsWith("/home/")) {
        home(exchange, path.substring("/home/".length()));
      } else if (!path.equals("/")) {
        send(exchange, 404, pages.nothingThere(path));
      } else if (exchange.getRequestMethod().equals("POST")) {
        logIn(exchange);
      } else if (query.flatMap(q -> parameter(q, "loginOp")).orElse("").equals("logout")) {
        setCookie(exchange, "", "; Max-Age=0");
        seeOther(exchange);
      } else {
        front(exchange);
      }
    }
  }

  private void front(HttpExchange exchange) throws IOException {
    Optional<User> user = loggedIn(exchange);
    if (user.isEmpty()) {
      send(exchange, 200, pages.login(everybody, false));
    } else if (inboxes.has(user.get().address())) {
      String address = user.get().address();
      send(exchange, 200, pages.inbox(address, inboxes.subjects(address), came(exchange)));
    } else {
      send(exchange, 421, pages.wrongServer(user.get().address()));
    }
  }

  private void home(HttpExchange exchange, String rest) throws IOException {
    String name = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
    Optional<String> address =
        everybody.stream()
            .map(User::address)
            .filter(a -> a.equals(name) || a.startsWith(name + "@"))
            .filter(inboxes::has)
            .findFirst();
    if (address.isPresent()) {
      send(exchange, 200, pages.home(address.get(), came(exchange)));
    } else {
      send(exchange, 404, pages.notHere(name));
    }
  }

  private void logIn(HttpExchange exchange) throws IOException {
    String form =
        new String(exchange.getRequestBody().readNBytes(LONGEST_FORM), StandardCharsets.ISO_8859_1);
    String name = parameter(form, "username").orElse("");
    String password = parameter(form, "password").orElse("");
    Optional<User> user =
        everybody.stream()
            .filter(u -> u.address().equals(name) && u.password().equals(password))
            .findFirst();
    if (user.isPresent()) {
      setCookie(exchange, new Token(user.get().id()).signed(key), "");
      seeOther(exchange);
    } else {
      send(exchange, 401, pages.login(everybody, true));
    }
  }

  private Optional<User> loggedIn(HttpExchange exchange) {
    return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
        .flatMap(line -> List.of(line.split(";", -1)).stream())
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(Token.COOKIE + "="))
        .flatMap(cookie -> Token.read(cookie.substring(Token.COOKIE.length() + 1), key).stream())
        .flatMap(token -> everybody.stream().filter(user -> user.id().equals(token.id())))
        .findFirst();
  }

  private static void setCookie(HttpExchange exchange, String value, String more) {
    boolean secure = "https".equals(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto"));
    exchange
        .getResponseHeaders()
        .add(
            "Set-Cookie",
            "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s"
                .formatted(Token.COOKIE, value, secure ? "; Secure" : "", more));
  }

  /** The headers by which the proxy tells where a request comes from, for the page to show. */
  private static List<String> came(HttpExchange exchange) {
    return List.of("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id").stream()
        .filter(exchange.getRequestHeaders()::containsKey)
        .map(name -> name + ": " + exchange.getRequestHeaders().getFirst(name))
        .toList();
  }

  private static Optional<String> parameter(String form, String name) {
    for (String part : form.split("&", -1)) {
      if (part.startsWith(name + "=")) {
        try {
          return Optional.of(
              URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static void seeOther(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "/");
    exchange.sendResponseHeaders(303, -1);
  }

  private static void send(HttpExchange exchange, int status, String page) throws IOException {
    byte[] octets = page.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(octets.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, octets.length);
      exchange.getResponseBody().write(octets);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
