package org.gatepost.mail.pop3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.dialogue.ClientId;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.Dialogue;
import org.gatepost.mail.dialogue.LoginPolicy;
import org.gatepost.mail.dialogue.LoginRequest;
import org.gatepost.mail.dialogue.LoginRequest.Mechanism;
import org.gatepost.mail.dialogue.Parting;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.mail.dialogue.Step;
import org.gatepost.mail.sasl.SaslExchange;
import org.gatepost.mail.sasl.SaslMechanism;
import org.gatepost.mail.sasl.SaslStep;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a POP3 session up to the relay: RFC 1939 §4, the AUTHORIZATION state.
 *
 * <pre>
 * S: +OK POP3 ready
 * C: USER alice@example.org
 * S: +OK
 * C: PASS wrong
 * S: -ERR [AUTH] LOGIN failed
 * C: AUTH PLAIN
 * S: +
 * C: AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
 *    (the upstream server's own answer, and then the relay)
 * </pre>
 */
final class Pop3Dialogue implements Dialogue<Pop3Command> {
  private final Pop3Words words;
  private final LoginPolicy policy;

  private State state = new State.AwaitingCommand();
  private ClearText clearText;
  private int errors;
  private int refusedLogins;

  Pop3Dialogue(Pop3Words words, LoginPolicy policy, ClearText clearText) {
    this.words = words;
    this.policy = policy;
    this.clearText = clearText;
  }

  private sealed interface State {
    record AwaitingCommand() implements State {}

    record AwaitingPassword(String user) implements State {}

    record AwaitingSaslResponse(Mechanism mechanism, SaslExchange exchange) implements State {}

    record LoggingIn(LoginRequest request) implements State {}

    record Finished() implements State {}
  }

  @Override
  public List<Step> greet() {
    return List.of(ok(words.greeting()));
  }

  @Override
  public List<Step> on(Pop3Command command) {
    return switch (state) {
      case State.AwaitingCommand() -> onCommand(command);
      case State.AwaitingPassword(var user) -> onPassword(user, command);
      case State.AwaitingSaslResponse(var mechanism, var exchange) ->
          onSaslResponse(mechanism, exchange, command);
      case State.LoggingIn _ -> throw new IllegalStateException("a login is under way");
      case State.Finished() -> List.of();
    };
  }

  private List<Step> onCommand(Pop3Command command) {
    return switch (command) {
      case Pop3Command.User(var name) -> user(name);
      case Pop3Command.Auth(var mechanism, var initialResponse) -> auth(mechanism, initialResponse);
      case Pop3Command.Capa() -> capabilities(clearText.offersStartTls());
      case Pop3Command.Stls() ->
          clearText.offersStartTls() ? List.of(ok(""), new Step.StartTls()) : List.of(invalid());
      case Pop3Command.Noop() -> List.of(ok(""));
      case Pop3Command.Quit() -> finish(ok(""));
      case Pop3Command.TooLong() -> finish(invalid());
      case Pop3Command.Pass _, Pop3Command.Response _, Pop3Command.Unknown _ -> error(invalid());
    };
  }

  /** After USER comes PASS, or the client thinks better of it: RFC 1939 §7. */
  private List<Step> onPassword(String user, Pop3Command command) {
    return switch (command) {
      case Pop3Command.Pass(var password) ->
          logIn(Mechanism.LOGIN_COMMAND, new Credentials(user, password));
      case Pop3Command.User(var name) -> user(name);
      case Pop3Command.Capa() -> capabilities(false);
      case Pop3Command.Noop() -> List.of(ok(""));
      case Pop3Command.Quit() -> finish(ok(""));
      case Pop3Command.TooLong() -> finish(invalid());
      case Pop3Command.Auth _,
          Pop3Command.Stls _,
          Pop3Command.Response _,
          Pop3Command.Unknown _ -> {
        state = new State.AwaitingCommand();
        yield error(invalid());
      }
    };
  }

  /** What may be said now, computed and never patched: RFC 2449. */
  private List<Step> capabilities(boolean startTls) {
    List<Step> lines = new ArrayList<>();
    lines.add(ok("Capability list follows"));
    for (String capability : words.capabilities()) {
      if (clearText.allowsLogin() || !capability.equalsIgnoreCase("USER")) {
        lines.add(new Step.Send(capability));
      }
    }
    if (policy.saslPlain() && clearText.allowsLogin()) {
      lines.add(
          new Step.Send(
              Arrays.stream(SaslMechanism.values())
                  .map(SaslMechanism::name)
                  .collect(Collectors.joining(" ", "SASL ", ""))));
    }
    if (startTls) {
      lines.add(new Step.Send("STLS"));
    }
    lines.add(new Step.Send("."));
    return lines;
  }

  private List<Step> user(String name) {
    if (!clearText.allowsLogin()) {
      return List.of(privacyRequired());
    }
    state = new State.AwaitingPassword(name);
    return List.of(ok(""));
  }

  private List<Step> auth(String name, @Nullable String initialResponse) {
    if (!clearText.allowsLogin()) {
      return List.of(privacyRequired());
    }
    Optional<SaslMechanism> mechanism =
        policy.saslPlain() ? SaslMechanism.named(name) : Optional.empty();
    if (mechanism.isEmpty()) {
      return List.of(err("mechanism not supported"));
    }
    SaslExchange exchange = mechanism.get().begin();
    Mechanism known = mechanism.get().mechanism();
    return initialResponse == null
        ? onSaslStep(known, exchange, exchange.start())
        : respond(known, exchange, initialResponse.equals("=") ? "" : initialResponse);
  }

  private List<Step> onSaslResponse(
      Mechanism mechanism, SaslExchange exchange, Pop3Command command) {
    state = new State.AwaitingCommand();
    return switch (command) {
      case Pop3Command.Response(var line) when line.equals("*") ->
          List.of(err("authentication aborted"));
      case Pop3Command.Response(var line) -> respond(mechanism, exchange, line);
      default -> finish(err("line is too long"));
    };
  }

  private List<Step> respond(Mechanism mechanism, SaslExchange exchange, String base64) {
    try {
      byte[] response = Base64.getDecoder().decode(base64);
      return onSaslStep(mechanism, exchange, exchange.respond(response));
    } catch (IllegalArgumentException notBase64) {
      return error(err("invalid base64"));
    }
  }

  private List<Step> onSaslStep(Mechanism mechanism, SaslExchange exchange, SaslStep step) {
    return switch (step) {
      case SaslStep.Challenge(var octets) -> {
        state = new State.AwaitingSaslResponse(mechanism, exchange);
        yield List.of(
            new Step.Challenge("+ " + Base64.getEncoder().encodeToString(octets.toArray())));
      }
      case SaslStep.Complete(var credentials) -> logIn(mechanism, credentials);
      case SaslStep.Malformed() -> error(err("invalid response"));
    };
  }

  private List<Step> logIn(Mechanism mechanism, Credentials credentials) {
    state = new State.AwaitingCommand();
    if (!policy.admits(credentials) || !credentials.isPrintable()) {
      return refused(err("[AUTH] LOGIN failed"));
    }
    LoginRequest request = new LoginRequest("", mechanism, credentials, ClientId.UNKNOWN);
    state = new State.LoggingIn(request);
    return List.of(new Step.LogIn(request));
  }

  @Override
  public List<Step> loginFailed(Refusal refusal) {
    state = new State.AwaitingCommand();
    if (refusal.hasReply() && policy.passErrors()) {
      return refused(new Step.Relay(refusal.upstreamReply()));
    }
    if (refusal.words().isPresent()) {
      Step answer = err(refusal.words().get());
      return refusal.ends() ? finish(answer) : refused(answer);
    }
    return refused(
        switch (refusal.failure()) {
          case BAD_CREDENTIALS, NO_ROUTE -> err("[AUTH] LOGIN failed");
          case LOOKUP_UNAVAILABLE,
              UPSTREAM_UNREACHABLE,
              UPSTREAM_REFUSED,
              UPSTREAM_PROTOCOL_ERROR,
              UPSTREAM_TIMEOUT ->
              err("[SYS/TEMP] mailbox is not available, try again later");
          case INTERNAL -> err("[SYS/TEMP] internal server error");
        });
  }

  private List<Step> refused(Step answer) {
    refusedLogins++;
    return refusedLogins >= policy.maxLoginAttempts() ? finish(answer) : List.of(answer);
  }

  @Override
  public void secured() {
    clearText = ClearText.SECURED;
    state = new State.AwaitingCommand();
  }

  @Override
  public List<Step> part(Parting parting) {
    return switch (parting) {
      case IDLE -> finish();
      case TOO_MANY_CONNECTIONS -> finish(err("[SYS/TEMP] too many connections, try again later"));
    };
  }

  private List<Step> error(Step answer) {
    errors++;
    return errors >= policy.maxErrors() ? finish(answer) : List.of(answer);
  }

  private List<Step> finish(Step... lastWords) {
    state = new State.Finished();
    List<Step> steps = new ArrayList<>(List.of(lastWords));
    steps.add(new Step.Close());
    return steps;
  }

  private static Step ok(String text) {
    return new Step.Send(text.isEmpty() ? "+OK" : "+OK " + text);
  }

  private static Step err(String text) {
    return new Step.Send("-ERR " + text);
  }

  private static Step invalid() {
    return err("invalid command");
  }

  private static Step privacyRequired() {
    return err("cleartext logins disabled, use STLS");
  }
}
