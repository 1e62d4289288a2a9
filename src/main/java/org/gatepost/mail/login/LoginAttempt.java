package org.gatepost.mail.login;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.LoginRequest;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.mail.dialogue.Secret;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.SocketPath;
import org.gatepost.mail.upstream.UpstreamAttempt;
import org.gatepost.mail.upstream.UpstreamListener;
import org.gatepost.net.Futures;
import org.gatepost.route.Answer;
import org.gatepost.route.Answer.Source;
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
 * tried only if that names another server or account, so that one mistyped password never counts
 * twice.
 *
 * <p>Confined to the client's event loop.
 */
public final class LoginAttempt implements UpstreamListener {
  private final LoginFlow flow;
  private final LoginTask task;
  private final LoginOutcome outcome;
  private final Instant time = Instant.now();
  private final long startNanos = System.nanoTime();

  private long lookupNanos;
  private Source source = Source.LOOKUP;
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
    await(flow.routes().find(task.question()));
  }

  /** What is remembered is there at once, memcached answers on this very loop. */
  private void await(CompletableFuture<Answer> answer) {
    long start = System.nanoTime();
    Futures.whenDone(
        answer,
        known -> {
          if (task.loop().inEventLoop()) {
            lookedUp(known, start);
          } else {
            task.loop().execute(() -> lookedUp(known, start));
          }
        });
  }

  private void lookedUp(Answer answer, long start) {
    lookupNanos += System.nanoTime() - start;
    routed(answer);
  }

  private void routed(Answer answer) {
    if (over) {
      return;
    }
    Failure stale = staleFailure;
    switch (answer) {
      case Answer.Found(var found, _)
          when stale != null && route != null && found.leadsWhere(route) ->
          end(stale.refusal(), stale.detail(), stale.path());
      case Answer.Found(var found, var from) -> {
        source = from;
        logInOrEnd(found);
      }
      case Answer.None(var reason, var text, var terms) -> {
        boolean clients = reason == Reason.NO_SUCH_ACCOUNT || reason == Reason.REFUSED;
        end(
            new Refusal(
                clients ? LoginFailure.NO_ROUTE : LoginFailure.LOOKUP_UNAVAILABLE,
                Octets.NONE,
                terms.delay(),
                terms.words(),
                terms.ends()),
            text,
            "");
      }
    }
  }

  /** What is thrown here would be lost in the future that brought the route. */
  private void logInOrEnd(Route found) {
    try {
      logIn(found);
    } catch (RuntimeException fault) {
      if (!over) {
        end(new Refusal(LoginFailure.INTERNAL), String.valueOf(fault), "");
      }
    }
  }

  private void logIn(Route found) {
    route = found;
    Introduction introduction =
        new Introduction(
            requestTo(found), found.account(), task.clientAddress(), task.proxyAddress());
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

  /** Whoever knows the route may know another password as well, or a token in its place. */
  private LoginRequest requestTo(Route found) {
    LoginRequest request = task.request();
    return found
        .password()
        .map(password -> request.withPassword(new Secret(password.octets())))
        .orElse(request);
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
    if (source != Source.LOOKUP && staleFailure == null) {
      staleFailure = new Failure(refusal, detail, path);
      await(flow.routes().findAnew(task.question()));
    } else {
      flow.routes().forget(task.question());
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
        source.word(),
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
