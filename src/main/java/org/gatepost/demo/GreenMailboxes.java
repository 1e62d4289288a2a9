package org.gatepost.demo;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.List;
import org.gatepost.cli.SampleMailboxes;

/** Sample mailbox servers, each a GreenMail of its own in this process. */
public final class GreenMailboxes implements SampleMailboxes {
  @Override
  public Server start(String name, List<User> users) {
    GreenMail mail =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_POP3)
            });
    mail.start();
    for (User user : users) {
      fill(mail.setUser(user.address(), user.address(), user.password()), name);
    }
    return new Server() {
      @Override
      public int imapPort() {
        return mail.getImap().getPort();
      }

      @Override
      public int pop3Port() {
        return mail.getPop3().getPort();
      }

      @Override
      public void close() {
        mail.stop();
      }
    };
  }

  private static void fill(GreenMailUser user, String name) {
    deliver(
        user,
        "Welcome to mailbox " + name,
        "Hello " + user.getEmail() + ",\r\n\r\nyou are connected to mailbox server " + name + ".");
    deliver(
        user,
        "What happened",
        "You logged in at the proxy. It looked up where "
            + user.getEmail()
            + " lives,\r\n"
            + "logged in at mailbox server "
            + name
            + " for you, and now passes on every octet.");
  }

  private static void deliver(GreenMailUser user, String subject, String text) {
    user.deliver(
        GreenMailUtil.newMimeMessage(
            "From: Gatepost <gatepost@example.org>\r\nTo: %s\r\nSubject: %s\r\n\r\n%s\r\n"
                .formatted(user.getEmail(), subject, text)));
  }
}
