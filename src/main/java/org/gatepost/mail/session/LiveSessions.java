package org.gatepost.mail.session;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.gatepost.net.relay.RelayListener;
import org.gatepost.net.relay.Relays;

/** The sessions that are logged in. Safe for use by any thread but those of event loops. */
public final class LiveSessions {
  private final Relays relays;

  public LiveSessions(Relays relays) {
    this.relays = relays;
  }

  /** How many there are; it may be old by an instant. */
  public int count() {
    return relays.size();
  }

  /** All of them, the oldest first. */
  public List<SessionView> list() {
    return relays.states().stream()
        .filter(state -> state.listener() instanceof LoggedInSession)
        .map(state ->
            ((LoggedInSession) state.listener()).view(state.octetsUp(), state.octetsDown()))
        .sorted(Comparator.comparingLong(SessionView::id))
        .toList();
  }

  /** Ends those that are chosen, with the words of a proxy that stops; how many there were. */
  public int end(Predicate<SessionView> chosen) {
    return relays.end(listener -> isChosen(listener, chosen));
  }

  private static boolean isChosen(RelayListener listener, Predicate<SessionView> chosen) {
    return listener instanceof LoggedInSession session && chosen.test(session.view(0, 0));
  }
}
