package org.gatepost.mail.session;

import java.util.function.Function;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.dialogue.Dialogue;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.UpstreamLogin;
import org.gatepost.net.relay.Boundary;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol must supply, so that the rest is the same for all. Made once for each door and
 * used by all its sessions.
 *
 * @param <C> the commands of the protocol
 */
public interface MailProtocol<C> {
  /** Its name in logs and in ALPN: {@code imap} or {@code pop3}. */
  String name();

  CommandDecoder<C> newDecoder();

  Dialogue<C> newDialogue(ClearText clearText);

  /** Makes the dialogue with an upstream server. */
  Function<Introduction, UpstreamLogin> upstreamLogin();

  /** What a client hears when the proxy ends its session after the login; empty for nothing. */
  String partingWords();

  /** Where those words may stand; null if there are none. */
  @Nullable Boundary newBoundary();
}
