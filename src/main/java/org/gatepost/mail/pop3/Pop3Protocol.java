package org.gatepost.mail.pop3;

import java.util.function.Function;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.dialogue.Dialogue;
import org.gatepost.mail.dialogue.LoginPolicy;
import org.gatepost.mail.session.CommandDecoder;
import org.gatepost.mail.session.MailProtocol;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.UpstreamLogin;
import org.gatepost.net.relay.Boundary;
import org.jspecify.annotations.Nullable;

/**
 * POP3 at one door.
 *
 * @param maxLineOctets longest line
 * @param sendsXoip whether upstream servers are told the client's address with XOIP
 */
public record Pop3Protocol(
    Pop3Words words, LoginPolicy policy, int maxLineOctets, boolean sendsXoip)
    implements MailProtocol<Pop3Command> {
  @Override
  public String name() {
    return "pop3";
  }

  @Override
  public CommandDecoder<Pop3Command> newDecoder() {
    return new Pop3CommandDecoder(maxLineOctets);
  }

  @Override
  public Dialogue<Pop3Command> newDialogue(ClearText clearText) {
    return new Pop3Dialogue(words, policy, clearText);
  }

  @Override
  public Function<Introduction, UpstreamLogin> upstreamLogin() {
    return introduction -> new Pop3UpstreamLogin(introduction, sendsXoip);
  }

  /** A POP3 server says nothing unasked. */
  @Override
  public String partingWords() {
    return "";
  }

  @Override
  public @Nullable Boundary newBoundary() {
    return null;
  }
}
