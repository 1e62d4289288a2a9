package org.gatepost.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.net.tls.SelfSigned;
import org.jspecify.annotations.Nullable;

/**
 * The web side of a mailbox server: a real nginx at the address of a name, on free ports, with and
 * without TLS. It answers all paths with its name, and with headers that tell what has come to it:
 * {@code X-Mailbox}, {@code X-Saw-Host}, {@code X-Saw-Forwarded-For} and so on. A header of these
 * that is not there was not in the request.
 *
 * <p>Besides there are
 *
 * <ul>
 *   <li>{@code /static/…}: files, with an entity tag and {@code Cache-Control: public}
 *   <li>{@code /slow/…}: the same files at 200 KB a second
 *   <li>{@code /put/…}: takes an upload by PUT
 *   <li>{@code /login}: sets two cookies
 *   <li>{@code /redirect?to=URL}: 302 to it
 *   <li>{@code /status/404}, {@code 500}, {@code 503}
 * </ul>
 */
public final class WebMailbox implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(15);

  private final Path folder;
  private final String host;
  private final int[] ports;
  private @Nullable Process process;

  private WebMailbox(Path folder, String host, int[] ports) {
    this.folder = folder;
    this.host = host;
    this.ports = ports;
  }

  /**
   * Starts one.
   *
   * @param host one of {@link TestNames}; its certificate bears this name
   * @param name what it calls itself: {@code A}
   */
  public static WebMailbox start(String host, String name) throws IOException {
    return start(host, name, "");
  }

  /** The same with more locations, in nginx's words. */
  public static WebMailbox start(String host, String name, String locations) throws IOException {
    var folder = Files.createTempDirectory("web-mailbox");
    for (var part : List.of("static", "put", "temporary")) {
      Files.createDirectory(folder.resolve(part));
    }
    SelfSigned.write(folder.resolve("cert.pem"), folder.resolve("key.pem"), List.of(host));
    var ports = freePorts(host);
    Files.writeString(
        folder.resolve("nginx.conf"), configuration(folder, host, ports, name, locations));
    var mailbox = new WebMailbox(folder, host, ports);
    mailbox.file("1k", 1_000);
    mailbox.file("100k", 100_000);
    mailbox.start();
    return mailbox;
  }

  /** A location that passes on to another server, WebSockets too. */
  public static String passingOn(String path, ScriptedWeb to) {
    return """
    location %s {
      proxy_pass http://%s:%d;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
    }
    """
        .formatted(path, TestNames.addressOf(to.host()).getHostAddress(), to.port());
  }

  private static int[] freePorts(String host) throws IOException {
    try (var http = new ServerSocket(0, 1, TestNames.addressOf(host));
        var https = new ServerSocket(0, 1, TestNames.addressOf(host))) {
      return new int[] {http.getLocalPort(), https.getLocalPort()};
    }
  }

  /** Starts it again, on the same ports, after {@link #stop}. */
  public void start() throws IOException {
    var program = Programs.find("nginx", "nginx");
    var started =
        new ProcessBuilder(
                program.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()))
            .start();
    process = started;
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    for (int port : ports) {
      while (true) {
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress(TestNames.addressOf(host), port), 1000);
          break;
        } catch (IOException e) {
          if (!started.isAlive() || System.nanoTime() > deadline) {
            var failure = new IOException("nginx does not start:\n" + log(), e);
            close();
            throw failure;
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
      }
    }
  }

  /** Ends it at once, with all of its connections. */
  public void stop() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
      process = null;
    }
  }

  public String host() {
    return host;
  }

  public int httpPort() {
    return ports[0];
  }

  public int httpsPort() {
    return ports[1];
  }

  /** Its own certificate in PEM. */
  public Path certificate() {
    return folder.resolve("cert.pem");
  }

  /**
   * Makes a file {@code /static/name} of so many octets, which are no repetition of anything.
   *
   * @return its SHA-256
   */
  public String file(String name, int octets) throws IOException {
    var content = new byte[octets];
    new java.util.Random(octets).nextBytes(content);
    Files.write(folder.resolve("static").resolve(name), content);
    return Wire.digestOf(content);
  }

  /** Makes a file {@code /static/name} with this text. */
  public WebMailbox page(String name, String text) throws IOException {
    Files.writeString(folder.resolve("static").resolve(name), text);
    return this;
  }

  /** Where a file {@code /static/name} is, to be sent by somebody else. */
  public Path path(String name) {
    return folder.resolve("static").resolve(name);
  }

  /** What came by {@code PUT /put/name}. */
  public byte[] uploaded(String name) throws IOException {
    return Files.readAllBytes(folder.resolve("put").resolve(name));
  }

  /**
   * One line for each request that has been answered, {@code METHOD target status connection
   * number}: which connection it came on, and that connection's how manieth it was.
   */
  public List<String> requests() throws IOException {
    return Files.readAllLines(folder.resolve("access.log"), StandardCharsets.ISO_8859_1);
  }

  /** What it has complained about. */
  public String log() throws IOException {
    var output = folder.resolve("output");
    return Files.exists(output) ? Files.readString(output) : "";
  }

  @Override
  public void close() throws IOException {
    stop();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException stillInUse) {
      // The folder is a temporary one.
    }
  }

  private static String configuration(
      Path folder, String host, int[] ports, String name, String locations) {
    return """
    daemon off;
    master_process off;
    worker_rlimit_nofile 8192;
    pid %1$s/nginx.pid;
    error_log stderr warn;
    events { worker_connections 4096; }
    http {
      types { text/html html; text/css css; application/javascript js; }
      default_type application/octet-stream;
      server_tokens off;
      absolute_redirect off;
      gzip off;
      log_format told '$request_method $request_uri $status $connection $connection_requests';
      access_log %1$s/access.log told;
      client_max_body_size 0;
      client_body_temp_path %1$s/temporary;
      proxy_temp_path %1$s/temporary;
      fastcgi_temp_path %1$s/temporary;
      uwsgi_temp_path %1$s/temporary;
      scgi_temp_path %1$s/temporary;
      keepalive_requests 1000000;
      large_client_header_buffers 8 64k;
      add_header X-Mailbox %4$s always;
      add_header X-Connection $connection always;
      add_header X-Saw-Target $request_uri always;
      add_header X-Saw-Method $request_method always;
      add_header X-Saw-Protocol $server_protocol always;
      add_header X-Saw-Scheme $scheme always;
      add_header X-Saw-Peer $remote_addr always;
      add_header X-Saw-Server-Name $ssl_server_name always;
      add_header X-Saw-Session-Reused $ssl_session_reused always;
      add_header X-Saw-Host $http_host always;
      add_header X-Saw-Connection $http_connection always;
      add_header X-Saw-Keep-Alive $http_keep_alive always;
      add_header X-Saw-Proxy-Connection $http_proxy_connection always;
      add_header X-Saw-Upgrade $http_upgrade always;
      add_header X-Saw-Te $http_te always;
      add_header X-Saw-Length $http_content_length always;
      add_header X-Saw-Transfer-Encoding $http_transfer_encoding always;
      add_header X-Saw-Expect $http_expect always;
      add_header X-Saw-Forwarded-For $http_x_forwarded_for always;
      add_header X-Saw-Forwarded-Proto $http_x_forwarded_proto always;
      add_header X-Saw-Forwarded-Host $http_x_forwarded_host always;
      add_header X-Saw-Forwarded-Port $http_x_forwarded_port always;
      add_header X-Saw-Real-Ip $http_x_real_ip always;
      add_header X-Saw-Request-Id $http_x_request_id always;
      add_header X-Saw-Forwarded $http_forwarded always;
      add_header X-Saw-Via $http_via always;
      add_header X-Saw-Cookie $http_cookie always;
      add_header X-Saw-Authorization $http_authorization always;
      add_header X-Saw-User-Agent $http_user_agent always;
      add_header X-Saw-Accept-Encoding $http_accept_encoding always;
      add_header X-Saw-If-None-Match $http_if_none_match always;
      add_header X-Saw-Hop $http_x_hop always;
      server {
        listen %3$s:%5$d backlog=4096;
        listen %3$s:%6$d ssl backlog=4096;
        server_name %2$s;
        ssl_certificate %1$s/cert.pem;
        ssl_certificate_key %1$s/key.pem;
        root %1$s;
        location / { return 200 "mailbox %4$s\\n"; default_type text/plain; }
        location /static/ { expires 1h; }
        location /slow/ { alias %1$s/static/; limit_rate 200k; }
        location /put/ { dav_methods PUT DELETE; client_body_buffer_size 64k; }
        location = /login {
          add_header Set-Cookie "ZM_AUTH_TOKEN=$arg_token; Path=/; HttpOnly";
          add_header Set-Cookie "seen=once; Path=/";
          return 302 /static/$arg_page;
        }
        location = /redirect { return 302 $arg_to; }
        location = /status/404 { return 404; }
        location = /status/500 { return 500; }
        location = /status/503 { return 503; }
        %7$s
      }
    }
    """
        .formatted(
            folder,
            host,
            TestNames.addressOf(host).getHostAddress(),
            name,
            ports[0],
            ports[1],
            locations);
  }
}
