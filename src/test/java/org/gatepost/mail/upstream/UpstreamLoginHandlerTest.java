package org.gatepost.mail.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.net.Channels;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.TlsPolicy;
import org.gatepost.net.tls.TlsProvider;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.net.upstream.UpstreamHealth;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
final class UpstreamLoginHandlerTest implements LeaksNothing {
  private static final int MAX_REPLY = 100;

  private final Transport transport = Transport.startPortable(1);
  private final Refusals refusals = new Refusals();
  private final Script script = new Script();
  private final UpstreamAttempt attempt =
      new UpstreamAttempt(
          new Upstreams(transport, tls(), new UpstreamHealth()),
          transport.loops().getFirst(),
          "mailbox.example.org",
          List.of(),
          false,
          script,
          new UpstreamTerms(
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              MAX_REPLY,
              new UpstreamHealth.Rest(0, Duration.ZERO)),
          refusals);
  private final EmbeddedChannel channel = new EmbeddedChannel(new UpstreamLoginHandler(attempt));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    transport.close();
  }

  private static UpstreamTls tls() {
    try {
      return UpstreamTls.insecure(new TlsPolicy(TlsProvider.JDK, List.of("TLSv1.3"), List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusalThatIsNotForTheClientEndsTheAttemptThoughTheChannelLivesOn() {
    script.next(new UpstreamStep.Refused(LoginFailure.UPSTREAM_PROTOCOL_ERROR, false));
    says("HTTP/1.1 400 Bad Request\r\n");
    assertThat(script.heard).containsExactly("HTTP/1.1 400 Bad Request");
    assertThat(refusals.failures).containsExactly(LoginFailure.UPSTREAM_PROTOCOL_ERROR);
    assertThat(refusals.replies).containsExactly("");
  }

  @Test
  void nothingIsHeardAfterARefusal() {
    script.next(new UpstreamStep.Refused(LoginFailure.UPSTREAM_REFUSED, true));
    says("a1 NO too busy\r\na1 OK after all\r\n");
    says("a1 OK still here\r\n");
    assertThat(script.heard).containsExactly("a1 NO too busy");
    assertThat(refusals.replies).containsExactly("a1 NO too busy\r\n");
  }

  @Test
  void linesThatWereKeptComeBeforeTheRefusal() {
    script.next(UpstreamStep.KEEP);
    script.next(UpstreamStep.DROP);
    script.next(new UpstreamStep.Refused(LoginFailure.BAD_CREDENTIALS, true));
    says("* OK [ALERT] maintenance at ");
    says("noon\r\n* ID NIL\r\na1 ");
    says("NO wrong\n");
    assertThat(refusals.replies)
        .containsExactly("* OK [ALERT] maintenance at noon\r\na1 NO wrong\n");
    assertThat(refusals.details).containsExactly("NO wrong");
  }

  @ParameterizedTest
  @CsvSource({
    "a1 NO this is BAD luck, NO this is BAD luck",
    "a1 BAD there is NO such command, BAD there is NO such command",
    "a1 NO, NO",
    "* BYE there is NO room, * BYE there is NO room",
    "-ERR NO way, -ERR NO way",
    "nonsense, nonsense",
  })
  void wordsForTheLogAreThoseBehindTheTag(String line, String words) {
    script.next(new UpstreamStep.Refused(LoginFailure.BAD_CREDENTIALS, false));
    says(line + "\r\n");
    assertThat(refusals.details).containsExactly(words);
  }

  @Test
  void lineOfTheMostOctetsIsHeardAndOneLongerIsRefused() {
    script.next(UpstreamStep.DROP);
    says("x".repeat(MAX_REPLY));
    assertThat(refusals.failures).isEmpty();
    says("\r\n");
    assertThat(script.heard).containsExactly("x".repeat(MAX_REPLY));
    says("y".repeat(MAX_REPLY + 1));
    assertThat(refusals.failures).containsExactly(LoginFailure.UPSTREAM_PROTOCOL_ERROR);
    assertThat(refusals.details).containsExactly("upstream sent too long line");
  }

  @Test
  void endlessWordsThatAreKeptAreRefused() {
    for (int i = 0; i < 8; i++) {
      script.next(UpstreamStep.KEEP);
    }
    says("* OK [ALERT] 0123456789\r\n".repeat(8));
    assertThat(refusals.failures).containsExactly(LoginFailure.UPSTREAM_PROTOCOL_ERROR);
    assertThat(refusals.replies).containsExactly("");
  }

  @Test
  void serverThatClosesAfterItsGreetingIsUnreachable() {
    script.next(UpstreamStep.DROP);
    says("* OK hello\r\n");
    Channels.closeNow(channel);
    assertThat(refusals.failures).containsExactly(LoginFailure.UPSTREAM_UNREACHABLE);
    assertThat(refusals.details).containsExactly("upstream closed the connection while listening");
  }

  @Test
  void serverThatClosesWithoutAWordLeavesNoAddressToTry() {
    Channels.closeNow(channel);
    assertThat(refusals.failures).containsExactly(LoginFailure.UPSTREAM_UNREACHABLE);
  }

  @Test
  void answersGoOutAsTheyAre() {
    script.next(new UpstreamStep.Send(org.gatepost.mail.dialogue.Octets.latin1("a1 NOOP\r\n")));
    says("* OK\r\n");
    ByteBuf sent = channel.readOutbound();
    assertThat(sent.toString(ISO_8859_1)).isEqualTo("a1 NOOP\r\n");
    sent.release();
  }

  private void says(String words) {
    ByteBuf octets = ByteBufAllocator.DEFAULT.buffer();
    octets.writeCharSequence(words, ISO_8859_1);
    channel.writeInbound(octets);
  }

  private static final class Script implements UpstreamLogin {
    private final List<UpstreamStep> steps = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();

    void next(UpstreamStep step) {
      steps.add(step);
    }

    @Override
    public UpstreamStep on(String line) {
      heard.add(line);
      // The last step again and again: a login may be asked more than once.
      return steps.get(Math.min(heard.size(), steps.size()) - 1);
    }

    @Override
    public String awaiting() {
      return "listening";
    }
  }

  private static final class Refusals implements UpstreamListener {
    private final List<LoginFailure> failures = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();
    private final List<String> details = new ArrayList<>();

    @Override
    public void loggedIn(SocketChannel upstream, ByteBuf reply) {
      throw new AssertionError("nobody logs in here");
    }

    @Override
    public void failed(Refusal refusal, String detail, String path) {
      failures.add(refusal.failure());
      replies.add(refusal.upstreamReply().latin1());
      details.add(detail);
    }
  }
}
