package org.gatepost.mail.login;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.SocketPath;
import org.gatepost.mail.upstream.UpstreamAttempt;
import org.gatepost.mail.upstream.UpstreamListener;
import org.gatepost.route.Answer;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.telemetry.LoginFault;
import org.gatepost.telemetry.LoginRecord;
import org.jspecify.annotations.Nullable;

/**
 * One login, in the order of its methods: {@link #findRoute}, {@link #routed}, {@link #logIn}, and
 * {@link #loggedIn} or {@link #failed}.
 *
 * <p>A remembered route that leads nowhere is forgotten and looked up anew, once; a second login is
 * tried only if that names another server, so that one mistyped password never counts twice at a
 * mailbox server.
 *
 * <p>Confined to the client's event loop; only the lookup runs elsewhere, because only it may
 * block.
 */
public final class LoginAttempt implements UpstreamListener {
  private final LoginFlow flow;
  private final LoginTask task;
  private final LoginOutcome outcome;
  private final Instant time = Instant.now();
  private final long startNanos = System.nanoTime();

  private long lookupNanos;
  private boolean remembered;
  private boolean over;
  private @Nullable Route route;
  private @Nullable UpstreamAttempt upstreamAttempt;

  // How a remembered route failed, while a fresh one is looked up.
  private @Nullable Failure staleFailure;

  private record Failure(Refusal refusal, String detail, String path) {}

  LoginAttempt(LoginFlow flow, LoginTask task, LoginOutcome outcome) {
    this.flow = flow;
    this.task = task;
    this.outcome = outcome;
  }

  void findRoute() {
    Answer known = flow.routes().remembered(task.question());
    if (known != null) {
      remembered = true;
      routed(known);
    } else {
      lookUp();
    }
  }

  private void lookUp() {
    remembered = false;
    long lookupStart = System.nanoTime();
    flow.lookups()
        .execute(() -> {
          Answer answer = safeAnswer();
          task.loop()
              .execute(() -> {
                lookupNanos += System.nanoTime() - lookupStart;
                routed(answer);
              });
        });
  }

  /** A fault in a lookup must end this attempt, and no more than this attempt. */
  private Answer safeAnswer() {
    try {
      return flow.routes().answer(task.question());
    } catch (RuntimeException fault) {
      return new Answer.None(Reason.UNAVAILABLE, "the lookup failed: " + fault);
    }
  }

  private void routed(Answer answer) {
    if (over) {
      return;
    }
    Failure stale = staleFailure;
    switch (answer) {
      case Answer.Found(var found, _) when stale != null && route != null && found.leadsTo(route) ->
          end(stale.refusal(), stale.detail(), stale.path());
      case Answer.Found(var found, _) -> logIn(found);
      case Answer.None(var reason, var text, _) -> {
        boolean clients = reason == Reason.NO_SUCH_ACCOUNT || reason == Reason.REFUSED;
        end(
            new Refusal(clients ? LoginFailure.NO_ROUTE : LoginFailure.LOOKUP_UNAVAILABLE),
            text,
            "");
      }
    }
  }

  private void logIn(Route found) {
    route = found;
    Introduction introduction =
        new Introduction(
            task.request(), found.account(), task.clientAddress(), task.proxyAddress());
    upstreamAttempt =
        flow.upstreams()
            .logIn(
                task.loop(),
                found.host(),
                found.addresses(),
                task.question().protocol().tls(),
                task.upstreamLogin().apply(introduction),
                task.terms(),
                this);
  }

  @Override
  public void loggedIn(SocketChannel upstream, ByteBuf reply) {
    over = true;
    outcome.loggedIn(upstream, reply, record(Optional.empty(), "", SocketPath.upstream(upstream)));
  }

  @Override
  public void failed(Refusal refusal, String detail, String path) {
    if (over) {
      return;
    }
    flow.routes().forget(task.question());
    if (remembered) {
      staleFailure = new Failure(refusal, detail, path);
      lookUp();
    } else {
      end(refusal, detail, path);
    }
  }

  private void end(Refusal refusal, String detail, String path) {
    over = true;
    outcome.failed(refusal, record(Optional.of(refusal.failure()), detail, path));
  }

  /** The client has gone: whatever is under way ends, and nobody hears of it. */
  public void abandon() {
    over = true;
    if (upstreamAttempt != null) {
      upstreamAttempt.abandon();
    }
  }

  private LoginRecord record(Optional<LoginFailure> failure, String detail, String path) {
    Credentials credentials = task.request().credentials();
    Route known = route;
    return new LoginRecord(
        time,
        failure.map(LoginAttempt::fault),
        detail,
        task.request().mechanism().word(),
        credentials.loginName(),
        known == null ? "" : known.account(),
        known == null ? "" : known.host() + ":" + known.port(),
        path.isEmpty() ? "" : "(" + task.clientPath() + ") <=> (" + path + ")",
        remembered,
        Duration.ofNanos(lookupNanos),
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  private static LoginFault fault(LoginFailure failure) {
    LoginFault.Line line =
        switch (failure) {
          case BAD_CREDENTIALS, UPSTREAM_REFUSED, UPSTREAM_PROTOCOL_ERROR ->
              LoginFault.Line.REFUSED_BY_UPSTREAM;
          case NO_ROUTE -> LoginFault.Line.REFUSED_BY_LOOKUP;
          case LOOKUP_UNAVAILABLE -> LoginFault.Line.LOOKUP_UNAVAILABLE;
          case UPSTREAM_UNREACHABLE -> LoginFault.Line.UPSTREAM_UNREACHABLE;
          case UPSTREAM_TIMEOUT -> LoginFault.Line.UPSTREAM_TIMEOUT;
          case INTERNAL -> LoginFault.Line.OTHER;
        };
    return new LoginFault(failure.word(), failure.sentence(), line);
  }
}
