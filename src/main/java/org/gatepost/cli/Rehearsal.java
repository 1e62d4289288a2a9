package org.gatepost.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The other sides of a rehearsal: a mailbox server that says yes to everything, and a client that
 * logs in. Both know just enough of IMAP, POP3 and HTTP to take a session to its end.
 */
final class Rehearsal {
  static final Map<String, Integer> FREE_PORTS =
      Map.of("imap", 0, "imaps", 0, "pop3", 0, "pop3s", 0, "http", 0, "https", 0);

  private Rehearsal() {}

  /** Serves connections until the socket is closed; some are kept while others come. */
  static void serve(ServerSocket door, String protocol) {
    try {
      while (true) {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> serve(client, protocol));
      }
    } catch (IOException closed) {
      // The rehearsal is over.
    }
  }

  private static void serve(Socket client, String protocol) {
    try (client) {
      if (protocol.equals("http")) {
        answer(client);
      } else {
        converse(client, protocol.equals("imap"));
      }
    } catch (IOException gone) {
      // So is the proxy.
    }
  }

  private static void converse(Socket client, boolean imap) throws IOException {
    BufferedReader in = reader(client);
    OutputStream out = client.getOutputStream();
    say(out, imap ? "* OK ready" : "+OK ready");
    String line;
    while ((line = in.readLine()) != null) {
      if (line.endsWith("}")) {
        say(out, "+ ");
      } else if (line.startsWith("QUIT") || line.contains("LOGOUT")) {
        return;
      } else {
        say(out, imap ? "a OK done" : "+OK");
      }
    }
  }

  private static void answer(Socket client) throws IOException {
    BufferedReader in = reader(client);
    String line;
    while ((line = in.readLine()) != null) {
      if (line.isEmpty()) {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4";
        say(client.getOutputStream(), head + "\r\n\r\nhi\r");
      }
    }
  }

  /** Logs in and out at a door; whether that worked is shown by the tests, not here. */
  static void logIn(Socket server, boolean imap) throws IOException {
    server.setSoTimeout(5_000);
    BufferedReader in = reader(server);
    OutputStream out = server.getOutputStream();
    in.readLine();
    String[] lines =
        imap
            ? new String[] {"a CAPABILITY", "a LOGIN alice@example.org demo", "a NOOP", "a LOGOUT"}
            : new String[] {"CAPA", "USER alice@example.org", "PASS demo", "NOOP", "QUIT"};
    for (String line : lines) {
      say(out, line);
      in.readLine();
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }
}
