package org.gatepost.cli;

import java.util.List;

/**
 * The mailbox servers of the demo. What implements this is in a jar of its own, which only the demo
 * has on its class path.
 */
public interface SampleMailboxes {
  /**
   * A user of the demo.
   *
   * @param id the account's {@code zimbraId}, which goes into the token of a web login
   */
  record User(String address, String password, String id) {}

  /** A running server on ephemeral ports of the loopback address. */
  interface Server extends AutoCloseable {
    int imapPort();

    int pop3Port();

    int httpPort();

    @Override
    void close();
  }

  /**
   * Starts a server with some mail for each user.
   *
   * @param name names the server in the subjects of its mail, {@code Welcome to mailbox A}, and on
   *     its web pages
   * @param elsewhere those whose mail is on other servers: they too may log in at a web page here,
   *     before the proxy knows who they are
   */
  Server start(String name, List<User> users, List<User> elsewhere);
}
