package org.gatepost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.Dialogue;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.LoginRequest;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.dialogue.Parting;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.mail.dialogue.Step;
import org.gatepost.mail.session.CommandDecoder;

/**
 * Reads a transcript between a client and the proxy against a real decoder and dialogue, as the
 * RFCs write them:
 *
 * <pre>
 * S: a line that the proxy must say now
 * C: a line that the client says; lines in a row arrive in one piece
 * C> octets of the client without a line end
 * -- logs in alice [for carol] [with secret] [by plain] [from Thunder/1.0]
 * -- login fails: BAD_CREDENTIALS ["a1 NO words of the upstream server"]
 * -- TLS begins
 * -- client is idle
 * -- too many connections
 * -- closes
 * </pre>
 *
 * <p>{@code S: +} also stands for {@code +} and one blank, which editors like to cut off. Every
 * transcript is read twice: with the client's words in as few pieces as there can be, and octet by
 * octet. What the proxy says beyond the transcript is an error.
 *
 * @param <C> the commands of the protocol
 */
public final class Conversation<C> {
  private static final Pattern FAILURE = Pattern.compile("login fails: ([A-Z_]+)(?: \"(.*)\")?");

  private final Supplier<CommandDecoder<C>> decoders;
  private final Supplier<Dialogue<C>> dialogues;

  public Conversation(Supplier<CommandDecoder<C>> decoders, Supplier<Dialogue<C>> dialogues) {
    this.decoders = decoders;
    this.dialogues = dialogues;
  }

  /** Fails unless the conversation goes exactly like this. */
  public void reads(String transcript) {
    new Reading<>(decoders.get(), dialogues.get(), Integer.MAX_VALUE).read(transcript);
    new Reading<>(decoders.get(), dialogues.get(), 1).read(transcript);
  }

  private enum Stage {
    LISTENING,
    SECURING,
    LOGGING_IN,
    ENDED
  }

  private static final class Reading<C> {
    private final CommandDecoder<C> decoder;
    private final Dialogue<C> dialogue;
    private final int pieceOctets;
    private final ByteBuf input = ByteBufAllocator.DEFAULT.buffer();
    private final Queue<String> said = new ArrayDeque<>();
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private Stage stage = Stage.LISTENING;

    Reading(CommandDecoder<C> decoder, Dialogue<C> dialogue, int pieceOctets) {
      this.decoder = decoder;
      this.dialogue = dialogue;
      this.pieceOctets = pieceOctets;
    }

    void read(String transcript) {
      try {
        perform(dialogue.greet());
        int number = 0;
        for (String line : transcript.split("\n", -1)) {
          number++;
          if (!line.isBlank()) {
            readLine(line, "line " + number + " of the transcript: " + line);
          }
        }
        deliver();
        assertThat(said).as("what the proxy says after the transcript's end").isEmpty();
      } finally {
        input.release();
      }
    }

    private void readLine(String line, String where) {
      String words = line.length() > 3 ? line.substring(3) : "";
      switch (line.substring(0, 2)) {
        case "C:" -> {
          unsent.writeBytes(TranscriptText.octets(words + "␍␊"));
          assertThat(said).as("said before %s", where).isEmpty();
        }
        case "C>" -> {
          unsent.writeBytes(TranscriptText.octets(words));
          assertThat(said).as("said before %s", where).isEmpty();
        }
        case "S:" -> {
          deliver();
          expect("S: " + words, where);
        }
        case "--" -> {
          deliver();
          event(words, where);
        }
        default -> throw new IllegalArgumentException("no such notation: " + line);
      }
    }

    private void event(String event, String where) {
      Matcher failure = FAILURE.matcher(event);
      if (failure.matches()) {
        assertThat(said).as("said before %s", where).isEmpty();
        assertThat(stage).as(where).isEqualTo(Stage.LOGGING_IN);
        Octets reply =
            Optional.ofNullable(failure.group(2))
                .map(text -> Octets.of(TranscriptText.octets(text + "␍␊")))
                .orElse(Octets.NONE);
        stage = Stage.LISTENING;
        perform(dialogue.loginFailed(new Refusal(LoginFailure.valueOf(failure.group(1)), reply)));
        listen();
        return;
      }
      switch (event) {
        case "client is idle" -> perform(dialogue.part(Parting.IDLE));
        case "too many connections" -> {
          // Instead of the greeting, which was said when the reading began.
          said.clear();
          perform(dialogue.part(Parting.TOO_MANY_CONNECTIONS));
        }
        case "TLS begins" -> {
          expect("-- TLS begins", where);
          dialogue.secured();
          stage = Stage.LISTENING;
        }
        default -> expect("-- " + event, where);
      }
    }

    private void expect(String expected, String where) {
      String next = said.poll();
      assertThat(next).as("%s%nbut the proxy says nothing", where).isNotNull();
      String wanted = next.equals("S: + ") && expected.equals("S: +") ? "S: + " : expected;
      if (wanted.startsWith("-- logs in ") && next.startsWith(wanted + " ")) {
        return;
      }
      assertThat(next).as(where).isEqualTo(wanted);
    }

    /** Hands over what the client has said, in pieces, to whoever may hear it now. */
    private void deliver() {
      byte[] octets = unsent.toByteArray();
      unsent.reset();
      for (int at = 0; at < octets.length; ) {
        int length = Math.min(pieceOctets, octets.length - at);
        if (stage == Stage.LISTENING || stage == Stage.LOGGING_IN) {
          input.writeBytes(octets, at, length);
        }
        listen();
        at += length;
      }
    }

    private void listen() {
      while (stage == Stage.LISTENING) {
        C command = decoder.next(input);
        if (command == null) {
          return;
        }
        perform(dialogue.on(command));
      }
    }

    private void perform(List<Step> steps) {
      for (Step step : steps) {
        assertThat(stage).as("no step after the close").isNotEqualTo(Stage.ENDED);
        switch (step) {
          case Step.Send(var line) -> say(line);
          case Step.Challenge(var line) -> {
            decoder.expectResponse();
            say(line);
          }
          case Step.Relay(var reply) -> relay(reply.latin1());
          case Step.StartTls() -> {
            said.add("-- TLS begins");
            stage = Stage.SECURING;
            input.clear();
          }
          case Step.LogIn(var request) -> {
            said.add("-- logs in " + describe(request));
            stage = Stage.LOGGING_IN;
          }
          case Step.Close() -> {
            said.add("-- closes");
            stage = Stage.ENDED;
          }
        }
      }
    }

    private void say(String line) {
      assertThat(line).as("one line and no more").doesNotContain("\r", "\n");
      said.add("S: " + TranscriptText.shown(line));
    }

    private void relay(String reply) {
      assertThat(reply).as("whole lines").endsWith("\r\n");
      for (String line : reply.substring(0, reply.length() - 2).split("\r\n", -1)) {
        said.add("S: " + TranscriptText.shown(line));
      }
    }

    private static String describe(LoginRequest request) {
      Credentials credentials = request.credentials();
      String password =
          new String(credentials.password().octets().toArray(), StandardCharsets.UTF_8);
      return credentials.authcid()
          + (credentials.authzid().isEmpty() ? "" : " for " + credentials.authzid())
          + " with "
          + password.replace('\r', '␍').replace('\n', '␊')
          + " by "
          + request.mechanism().word()
          + " from "
          + request.clientId().name()
          + "/"
          + request.clientId().version();
    }
  }
}
