package org.gatepost.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real curl, with options that one test gives it; each call makes a connection of its own. */
public final class Curl {
  private static final String LIMIT_SECONDS = "50";

  /**
   * What came for one request.
   *
   * @param status of the response; 0 if there was none
   * @param protocol what it came by: {@code 1.1} or {@code 2}
   * @param head the lines of the final response's head, the status line first
   * @param body its octets, each as one character
   * @param exit curl's own code: 0 when all went well, 7 connection refused, 18 body too short, 52
   *     nothing came, 56 reset
   */
  public record Answer(int status, String protocol, List<String> head, String body, int exit) {
    /** The value of a header, whatever the case of its name; null if it is not there. */
    public @Nullable String header(String name) {
      return headers(name).stream().findFirst().orElse(null);
    }

    /** All values of a header. */
    public List<String> headers(String name) {
      return head.stream()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }

    /** The mailbox server that has answered. */
    public @Nullable String mailbox() {
      return header("X-Mailbox");
    }

    public String digest() {
      return Wire.digestOf(body.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private final List<String> options;

  private Curl(List<String> options) {
    this.options = options;
  }

  public static Curl http1() {
    return new Curl(List.of("--http1.1"));
  }

  /** HTTP/2 by ALPN. */
  public static Curl http2() {
    return new Curl(List.of("--http2"));
  }

  /** HTTP/2 from the first byte, in clear. */
  public static Curl http2PriorKnowledge() {
    return new Curl(List.of("--http2-prior-knowledge"));
  }

  /** With more options of curl's. */
  public Curl with(String... more) {
    return new Curl(Stream.concat(options.stream(), Stream.of(more)).toList());
  }

  /** With one more header. */
  public Curl header(String name, String value) {
    return with("--header", name + ": " + value);
  }

  /** Believes this certificate, and none else. */
  public Curl trusting(Path certificate) {
    return with("--cacert", certificate.toString());
  }

  /** Connects there, whatever host and port stand in the URL. */
  public Curl to(InetSocketAddress door) {
    return with("--connect-to", "::" + door.getAddress().getHostAddress() + ":" + door.getPort());
  }

  /** Asks for a URL; what curl says when it is not content is no failure of the test. */
  public Answer get(String url) throws IOException {
    var program = Programs.find("curl", "curl");
    var head = Files.createTempFile("curl", ".head");
    var body = Files.createTempFile("curl", ".body");
    try {
      var command = new ArrayList<String>(List.of(program.toString(), "--silent", "--path-as-is"));
      command.addAll(List.of("--noproxy", "*", "--globoff", "--max-time", LIMIT_SECONDS));
      command.addAll(List.of("--dump-header", head.toString(), "--output", body.toString()));
      command.addAll(List.of("--write-out", "%{http_code} %{http_version}"));
      command.addAll(options);
      command.add(url);
      var result = Programs.run(command, "", Map.of());
      var said = result.output().split(" ", -1);
      return new Answer(
          Integer.parseInt(said[0]),
          said[1],
          lastHead(Files.readString(head, StandardCharsets.ISO_8859_1)),
          Files.readString(body, StandardCharsets.ISO_8859_1),
          result.exit());
    } finally {
      Files.deleteIfExists(head);
      Files.deleteIfExists(body);
    }
  }

  /** The last of several heads, as interim responses have one each: RFC 9110 §15.2. */
  private static List<String> lastHead(String all) {
    var heads = all.strip().split("\r?\n\r?\n", -1);
    return heads[heads.length - 1].strip().lines().toList();
  }
}
