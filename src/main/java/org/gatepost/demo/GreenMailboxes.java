package org.gatepost.demo;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gatepost.cli.SampleMailboxes;

/** Sample mailbox servers, each a GreenMail of its own in this process, with its web pages. */
public final class GreenMailboxes implements SampleMailboxes {
  private final byte[] tokenKey = new byte[32];

  public GreenMailboxes() {
    new SecureRandom().nextBytes(tokenKey);
  }

  @Override
  public Server start(String name, List<User> users, List<User> elsewhere) {
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
    List<User> everybody = Stream.concat(users.stream(), elsewhere.stream()).toList();
    WebMail web = new WebMail(name, everybody, new Inboxes(mail), tokenKey);
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
      public int httpPort() {
        return web.port();
      }

      @Override
      public void close() {
        web.close();
        mail.stop();
      }
    };
  }

  /** For the web pages: what IMAP shows as well. */
  private record Inboxes(GreenMail mail) implements WebMail.Inboxes {
    @Override
    public boolean has(String address) {
      return mail.getUserManager().getUser(address) != null;
    }

    @Override
    public List<String> subjects(String address) {
      GreenMailUser user = mail.getUserManager().getUser(address);
      List<String> subjects = new ArrayList<>();
      try {
        for (StoredMessage message :
            mail.getManagers().getImapHostManager().getInbox(user).getMessages()) {
          subjects.add(message.getMimeMessage().getSubject());
        }
      } catch (FolderException | MessagingException e) {
        throw new IllegalStateException(e);
      }
      return subjects;
    }
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
