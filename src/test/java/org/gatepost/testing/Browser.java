package org.gatepost.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A real Chromium without a window, with one page, driven over the DevTools protocol. Every name
 * leads to 127.0.0.1, every certificate is taken. For one test's thread.
 */
public final class Browser implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final long CALL_LIMIT_SECONDS = 60;

  private final Path profile;
  private final Process process;
  private final Map<Long, CompletableFuture<Object>> calls = new ConcurrentHashMap<>();
  private final AtomicInteger lastCall = new AtomicInteger();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
  private @Nullable HttpClient client;
  private @Nullable WebSocket socket;
  private String session = "";

  private Browser(Path profile, Process process) {
    this.profile = profile;
    this.process = process;
  }

  /** Starts one with a profile of its own. */
  public static Browser start() throws IOException {
    var program = Programs.find("chromium", "chromium");
    var profile = Files.createTempDirectory("browser");
    var process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-extensions",
                "--disable-sync",
                "--no-first-run",
                "--no-proxy-server",
                "--mute-audio",
                "--ignore-certificate-errors",
                "--host-resolver-rules=MAP * 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output").toFile())
            .start();
    var browser = new Browser(profile, process);
    try {
      browser.attach();
    } catch (IOException | AssertionError e) {
      browser.close();
      throw e;
    }
    return browser;
  }

  private void attach() throws IOException {
    var http = HttpClient.newHttpClient();
    client = http;
    socket = http.newWebSocketBuilder().buildAsync(debuggingAddress(), new Listener()).join();
    var target = call("Target.createTarget", "{\"url\":\"about:blank\"}");
    var attached =
        call(
            "Target.attachToTarget",
            "{\"targetId\":%s,\"flatten\":true}"
                .formatted(Json.quoted(string(target, "targetId"))));
    session = string(attached, "sessionId");
    call("Page.enable", "{}");
    call("Network.enable", "{}");
  }

  /** Chromium writes its port and path into a file when it listens. */
  private URI debuggingAddress() throws IOException {
    var file = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      var lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
      if (lines.size() >= 2) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "Chromium does not start:\n" + Files.readString(profile.resolve("output")));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Opens a page and waits until all of it is there; fails if it cannot be had. */
  public Browser open(String url) {
    loaded = new CompletableFuture<>();
    var answer = call("Page.navigate", "{\"url\":" + Json.quoted(url) + "}");
    var error = Json.at(answer, "errorText");
    if (error != null) {
      throw new AssertionError(url + ": " + error);
    }
    await(loaded, url);
    return this;
  }

  /** Loads the page again, and waits until all of it is there. */
  public Browser reload() {
    loaded = new CompletableFuture<>();
    call("Page.reload", "{\"ignoreCache\":true}");
    await(loaded, "reload");
    return this;
  }

  /**
   * The value of an expression in the page; if it is a promise, what comes of it. Fails with what
   * the expression throws.
   */
  public @Nullable Object evaluate(String script) {
    var answer =
        call(
            "Runtime.evaluate",
            "{\"expression\":%s,\"awaitPromise\":true,\"returnByValue\":true}"
                .formatted(Json.quoted(script)));
    if (Json.at(answer, "exceptionDetails") != null) {
      throw new AssertionError(script + ": " + Json.at(answer, "exceptionDetails"));
    }
    return Json.at(answer, "result", "value");
  }

  /** All text that a person sees on the page. */
  public String text() {
    return String.valueOf(evaluate("document.body.innerText"));
  }

  /** Cookies for the page, those among them that its scripts do not see: name, value. */
  public Map<String, String> cookies() {
    var answer = call("Network.getCookies", "{}");
    var found = new java.util.LinkedHashMap<String, String>();
    if (Json.at(answer, "cookies") instanceof List<?> cookies) {
      cookies.forEach(cookie -> found.put(string(cookie, "name"), string(cookie, "value")));
    }
    return found;
  }

  /** Tries again and again until it is so. */
  public void awaits(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it never came to that; the page says: " + text());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  private Object call(String method, String parameters) {
    long id = lastCall.incrementAndGet();
    var answer = new CompletableFuture<Object>();
    calls.put(id, answer);
    var forSession = session.isEmpty() ? "" : ",\"sessionId\":" + Json.quoted(session);
    java.util.Objects.requireNonNull(socket)
        .sendText(
            "{\"id\":%d,\"method\":\"%s\",\"params\":%s%s}"
                .formatted(id, method, parameters, forSession),
            true)
        .join();
    return await(answer, method);
  }

  private static <T> T await(CompletableFuture<T> future, String what) {
    try {
      return future.get(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(what + " in the browser: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String string(@Nullable Object value, String name) {
    return String.valueOf(Json.at(value, name));
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        var message = text.toString();
        text.setLength(0);
        hear(message);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      calls.values().forEach(call -> call.completeExceptionally(error));
    }
  }

  private void hear(String text) {
    var message = Json.read(text);
    if (Json.at(message, "id") instanceof Long id) {
      var call = calls.remove(id);
      var error = Json.at(message, "error");
      if (call != null && error != null) {
        call.completeExceptionally(new IOException(error.toString()));
      } else if (call != null) {
        call.complete(java.util.Objects.requireNonNullElse(Json.at(message, "result"), Map.of()));
      }
    } else if ("Page.loadEventFired".equals(Json.at(message, "method"))) {
      loaded.complete(null);
    }
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.shutdownNow();
    }
    var family = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(child -> child.onExit().join());
    try (var files = Files.walk(profile)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException stillInUse) {
      // The profile is a temporary one.
    }
  }
}
