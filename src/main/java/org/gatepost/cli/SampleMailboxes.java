package org.gatepost.cli;

import java.util.List;

/**
 * The mailbox servers of the demo. What implements this is in a jar of its own, which only the demo
 * has on its class path.
 */
public interface SampleMailboxes {
  /** A user of the demo, whose password is {@code demo}. */
  record User(String address, String password) {}

  /** A running server on ephemeral ports of the loopback address. */
  interface Server extends AutoCloseable {
    int imapPort();

    int pop3Port();

    @Override
    void close();
  }

  /**
   * Starts a server with some mail for each user.
   *
   * @param name names the server in the subjects of its mail: {@code Welcome to mailbox A}
   */
  Server start(String name, List<User> users);
}
