package org.gatepost.cli;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.gatepost.Gatepost;
import org.gatepost.StartException;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.HostFileReader;
import picocli.CommandLine.Command;

/**
 * {@code gatepost rehearse}: starts the server, logs in at each door, stops. The launcher runs it
 * once after a build, to train the cache that later starts are fast with.
 */
@Command(name = "rehearse", hidden = true, description = "Train the start-up cache.")
final class RehearseCommand implements Callable<Integer> {
  @Override
  public Integer call()
      throws IOException,
          GeneralSecurityException,
          InterruptedException,
          StartException,
          ConfigurationException {
    Path folder = Files.createTempDirectory("gatepost-rehearsal-");
    try (ServerSocket imap = Rehearsal.freePort();
        ServerSocket pop3 = Rehearsal.freePort();
        ServerSocket http = Rehearsal.freePort()) {
      Thread.ofVirtual().start(() -> Rehearsal.serve(imap, "imap"));
      Thread.ofVirtual().start(() -> Rehearsal.serve(pop3, "pop3"));
      Thread.ofVirtual().start(() -> Rehearsal.serve(http, "http"));
      Map<String, String> values = new HashMap<>();
      Rehearsal.FREE_PORTS.forEach((door, port) -> values.put(door, String.valueOf(port)));
      for (String server : new String[] {"A", "B"}) {
        values.put(server + "_IMAP", String.valueOf(imap.getLocalPort()));
        values.put(server + "_POP3", String.valueOf(pop3.getLocalPort()));
        values.put(server + "_HTTP", String.valueOf(http.getLocalPort()));
      }
      StarterFiles.write(folder, "demo.yaml", "demo.ldif", "proxy.example.org", values);
      ask(folder);
      try (Gatepost gatepost =
          Gatepost.start(HostFileReader.read(folder.resolve("gatepost.yaml")))) {
        for (Map.Entry<String, InetSocketAddress> door : gatepost.doors().entrySet()) {
          if (door.getKey().startsWith("http")) {
            browse(door.getKey(), door.getValue());
          } else {
            visit(door.getKey(), door.getValue());
          }
        }
      }
      return 0;
    } finally {
      DemoCommand.delete(folder);
    }
  }

  /** Scripts run this command often. */
  private static void ask(Path folder) {
    PrintWriter nobody = new PrintWriter(Writer.nullWriter());
    String file = folder.resolve("gatepost.yaml").toString();
    for (String words :
        new String[] {"gs proxy.example.org", "ms proxy.example.org zimbraMailMode both"}) {
      List<String> line = new ArrayList<>(List.of("prov", "-c", file));
      line.addAll(List.of(words.split(" ", -1)));
      GatepostCommand.run(nobody, nobody, line.toArray(String[]::new));
    }
  }

  private static void visit(String door, InetSocketAddress address)
      throws IOException, GeneralSecurityException {
    boolean imap = door.startsWith("imap");
    try (Socket socket =
        door.endsWith("s")
            ? trustful().getSocketFactory().createSocket(address.getAddress(), address.getPort())
            : new Socket(address.getAddress(), address.getPort())) {
      Rehearsal.logIn(socket, imap);
    }
  }

  /** One request by HTTP/1.1, or, where there is TLS, by HTTP/2. */
  private static void browse(String door, InetSocketAddress address)
      throws IOException, GeneralSecurityException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trustful()).build()) {
      URI page =
          URI.create(
              "%s://127.0.0.1:%d/home/alice@example.org/".formatted(door, address.getPort()));
      client.send(
          HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(5)).build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }

  /** The certificate was made a moment ago by this very process. */
  private static SSLContext trustful() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] anybody = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
    context.init(null, anybody, null);
    return context;
  }
}
