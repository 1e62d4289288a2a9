package org.gatepost.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An IMAP server for thousands, which real ones serve with a process each: everybody may log in,
 * every command succeeds, and it waits for the next one as long as it takes.
 */
public final class ObligingMailbox implements AutoCloseable {
  private final ServerSocket listener;

  private ObligingMailbox(ServerSocket listener) {
    this.listener = listener;
  }

  /** Starts one on a free port of a host's address, one of {@link TestNames}. */
  public static ObligingMailbox start(String host) throws IOException {
    var mailbox = new ObligingMailbox(new ServerSocket(0, 4096, TestNames.addressOf(host)));
    Thread.ofVirtual().start(mailbox::accept);
    return mailbox;
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void serve(Socket client) {
    try (client;
        var in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
      say(client, "* OK ready");
      var tag = "";
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var words = line.split(" ", 2);
        tag = words.length > 1 && !line.contains("@") ? words[0] : tag;
        say(client, line.endsWith("}") ? "+ go on" : tag + " OK done");
      }
    } catch (IOException gone) {
      // Clients come and go.
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
