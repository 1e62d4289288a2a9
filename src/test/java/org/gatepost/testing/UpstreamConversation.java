package org.gatepost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.gatepost.mail.upstream.UpstreamLogin;
import org.gatepost.mail.upstream.UpstreamStep;

/**
 * Reads a transcript between the proxy and an upstream server against a real upstream login:
 *
 * <pre>
 * S: a line that the upstream server says
 * P: a line that the proxy must say now
 * -- awaits reading greeting from upstream
 * -- relays a line that the client will be told
 * -- logged in
 * -- refused: UPSTREAM_REFUSED
 * </pre>
 *
 * What the proxy says or relays beyond the transcript is an error.
 */
public final class UpstreamConversation {
  private final UpstreamLogin login;
  private final Queue<String> said = new ArrayDeque<>();
  private final List<String> kept = new ArrayList<>();
  private boolean ended;

  public UpstreamConversation(UpstreamLogin login) {
    this.login = login;
  }

  /** Fails unless the conversation goes exactly like this. */
  public void reads(String transcript) {
    int number = 0;
    for (String line : transcript.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        readLine(line, "line " + number + " of the transcript: " + line);
      }
    }
    assertThat(said).as("what the proxy does after the transcript's end").isEmpty();
  }

  private void readLine(String line, String where) {
    String words = line.length() > 3 ? line.substring(3) : "";
    if (line.startsWith("S:")) {
      assertThat(said).as("done before %s", where).isEmpty();
      assertThat(ended).as("the login is over before %s", where).isFalse();
      hear(TranscriptText.line(words));
    } else if (words.startsWith("awaits ")) {
      assertThat(login.awaiting()).as(where).isEqualTo(words.substring("awaits ".length()));
    } else {
      assertThat(said.poll()).as(where).isEqualTo(line);
    }
  }

  private void hear(String line) {
    switch (login.on(line)) {
      case UpstreamStep.Drop() -> {}
      case UpstreamStep.Keep() -> kept.add(line);
      case UpstreamStep.Send(var octets) -> {
        String lines = octets.latin1();
        assertThat(lines).as("whole lines").endsWith("\r\n");
        for (String sent : lines.substring(0, lines.length() - 2).split("\r\n", -1)) {
          said.add("P: " + TranscriptText.shown(sent));
        }
      }
      case UpstreamStep.LoggedIn() -> {
        relay(line);
        said.add("-- logged in");
        ended = true;
      }
      case UpstreamStep.Refused(var failure, var relayed) -> {
        if (relayed) {
          relay(line);
        }
        said.add("-- refused: " + failure);
        ended = true;
      }
    }
  }

  private void relay(String last) {
    kept.add(last);
    kept.forEach(line -> said.add("-- relays " + TranscriptText.shown(line)));
  }
}
