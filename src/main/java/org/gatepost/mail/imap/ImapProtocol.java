package org.gatepost.mail.imap;

import java.util.function.Function;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.dialogue.Dialogue;
import org.gatepost.mail.dialogue.LoginPolicy;
import org.gatepost.mail.session.CommandDecoder;
import org.gatepost.mail.session.MailProtocol;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.UpstreamLogin;
import org.gatepost.net.relay.Boundary;

/**
 * IMAP at one door.
 *
 * @param maxCommandOctets longest command, its literals included
 * @param sendsId whether upstream servers are told the client's address with ID
 */
public record ImapProtocol(
    ImapWords words, LoginPolicy policy, int maxCommandOctets, boolean sendsId)
    implements MailProtocol<ImapCommand> {
  @Override
  public String name() {
    return "imap";
  }

  @Override
  public CommandDecoder<ImapCommand> newDecoder() {
    return new ImapCommandDecoder(maxCommandOctets);
  }

  @Override
  public Dialogue<ImapCommand> newDialogue(ClearText clearText) {
    return new ImapDialogue(words, policy, clearText);
  }

  @Override
  public Function<Introduction, UpstreamLogin> upstreamLogin() {
    return introduction -> new ImapUpstreamLogin(introduction, sendsId, words.version());
  }

  @Override
  public String partingWords() {
    return "* BYE IMAP server terminating connection\r\n";
  }

  @Override
  public Boundary newBoundary() {
    return new ImapResponseBoundary();
  }
}
