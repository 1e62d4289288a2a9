package org.gatepost.mail.imap;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
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
 * The client's side of an IMAP session up to the relay: RFC 9051 §3.1, not authenticated state.
 *
 * <pre>
 * S: * OK IMAP4rev1 proxy server ready
 * C: a1 LOGIN alice@example.org wrong
 * S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
 * C: a2 AUTHENTICATE PLAIN
 * S: +
 * C: AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
 *    (the upstream server's own answer to a2, and then the relay)
 * </pre>
 */
final class ImapDialogue implements Dialogue<ImapCommand> {
  private final ImapWords words;
  private final LoginPolicy policy;

  private State state = new State.AwaitingCommand();
  private ClearText clearText;
  private ClientId clientId = ClientId.UNKNOWN;
  private int errors;
  private int refusedLogins;

  ImapDialogue(ImapWords words, LoginPolicy policy, ClearText clearText) {
    this.words = words;
    this.policy = policy;
    this.clearText = clearText;
  }

  private sealed interface State {
    record AwaitingCommand() implements State {}

    record AwaitingSaslResponse(String tag, Mechanism mechanism, SaslExchange exchange)
        implements State {}

    record LoggingIn(LoginRequest request) implements State {}

    record Finished() implements State {}
  }

  @Override
  public List<Step> greet() {
    return List.of(untagged("OK " + words.greeting()));
  }

  @Override
  public List<Step> on(ImapCommand command) {
    return switch (state) {
      case State.AwaitingCommand() -> onCommand(command);
      case State.AwaitingSaslResponse(var tag, var mechanism, var exchange) ->
          onSaslResponse(tag, mechanism, exchange, command);
      case State.LoggingIn _ -> throw new IllegalStateException("a login is under way");
      case State.Finished() -> List.of();
    };
  }

  private List<Step> onCommand(ImapCommand command) {
    return switch (command) {
      case ImapCommand.Capability(var tag) ->
          List.of(untagged("CAPABILITY " + capabilities()), ok(tag));
      case ImapCommand.Noop(var tag) -> List.of(ok(tag));
      case ImapCommand.Logout(var tag) -> finish(bye(), ok(tag));
      case ImapCommand.Id(var tag, var id) -> identify(tag, id);
      case ImapCommand.StartTls(var tag) -> startTls(tag);
      case ImapCommand.Authenticate(var tag, var mechanism, var initialResponse) ->
          authenticate(tag, mechanism, initialResponse);
      case ImapCommand.Login(var tag, var credentials) ->
          logIn(tag, Mechanism.LOGIN_COMMAND, credentials);
      case ImapCommand.LiteralAnnounced() -> List.of(new Step.Send("+ "));
      case ImapCommand.Response _ -> error(untagged("BAD nothing to continue"));
      case ImapCommand.Unknown(var tag, _) -> error(bad(tag, "invalid command"));
      case ImapCommand.Malformed(var tag, var reason) -> error(bad(tag, reason));
      case ImapCommand.TooLong(var tag) -> finish(bad(tag, "invalid command"), bye());
    };
  }

  /** What may be said now, computed and never patched: RFC 9051 §7.2.2. */
  private String capabilities() {
    List<String> tokens = new ArrayList<>(words.capabilities());
    if (policy.saslPlain() && clearText.allowsLogin()) {
      for (SaslMechanism mechanism : SaslMechanism.values()) {
        tokens.add("AUTH=" + mechanism.name());
      }
    }
    if (clearText.offersStartTls()) {
      tokens.add("STARTTLS");
    }
    if (!clearText.allowsLogin()) {
      tokens.add("LOGINDISABLED");
    }
    return String.join(" ", tokens);
  }

  private List<Step> identify(String tag, ClientId id) {
    clientId = id;
    return List.of(
        untagged(
            "ID (\"NAME\" \"Zimbra\" \"VERSION\" \"%s\" \"RELEASE\" \"gatepost\")"
                .formatted(words.version())),
        ok(tag));
  }

  private List<Step> startTls(String tag) {
    return clearText.offersStartTls()
        ? List.of(ok(tag), new Step.StartTls())
        : List.of(bad(tag, "invalid command"));
  }

  private List<Step> authenticate(String tag, String name, @Nullable String initialResponse) {
    if (!clearText.allowsLogin()) {
      return List.of(privacyRequired(tag));
    }
    Optional<SaslMechanism> mechanism =
        policy.saslPlain() ? SaslMechanism.named(name) : Optional.empty();
    if (mechanism.isEmpty()) {
      return List.of(no(tag, "[CANNOT] mechanism not supported"));
    }
    SaslExchange exchange = mechanism.get().begin();
    Mechanism known = mechanism.get().mechanism();
    return initialResponse == null
        ? onSaslStep(tag, known, exchange, exchange.start())
        : respond(tag, known, exchange, initialResponse.equals("=") ? "" : initialResponse);
  }

  private List<Step> onSaslResponse(
      String tag, Mechanism mechanism, SaslExchange exchange, ImapCommand command) {
    state = new State.AwaitingCommand();
    return switch (command) {
      case ImapCommand.Response(var line) when line.equals("*") ->
          List.of(bad(tag, "AUTHENTICATE aborted"));
      case ImapCommand.Response(var line) -> respond(tag, mechanism, exchange, line);
      default -> finish(bad(tag, "invalid command"), bye());
    };
  }

  private List<Step> respond(
      String tag, Mechanism mechanism, SaslExchange exchange, String base64) {
    try {
      byte[] response = Base64.getDecoder().decode(base64);
      return onSaslStep(tag, mechanism, exchange, exchange.respond(response));
    } catch (IllegalArgumentException notBase64) {
      return error(bad(tag, "invalid base64"));
    }
  }

  private List<Step> onSaslStep(
      String tag, Mechanism mechanism, SaslExchange exchange, SaslStep step) {
    return switch (step) {
      case SaslStep.Challenge(var octets) -> {
        state = new State.AwaitingSaslResponse(tag, mechanism, exchange);
        yield List.of(
            new Step.Challenge("+ " + Base64.getEncoder().encodeToString(octets.toArray())));
      }
      case SaslStep.Complete(var credentials) -> logIn(tag, mechanism, credentials);
      case SaslStep.Malformed() -> error(bad(tag, "invalid response"));
    };
  }

  private List<Step> logIn(String tag, Mechanism mechanism, Credentials credentials) {
    if (!clearText.allowsLogin()) {
      return List.of(privacyRequired(tag));
    }
    LoginRequest request = new LoginRequest(tag, mechanism, credentials, clientId);
    if (!policy.admits(credentials) || !credentials.isPrintable()) {
      return refused(no(tag, "[AUTHENTICATIONFAILED] " + failed(request)));
    }
    state = new State.LoggingIn(request);
    return List.of(new Step.LogIn(request));
  }

  @Override
  public List<Step> loginFailed(Refusal refusal) {
    if (!(state instanceof State.LoggingIn(var request))) {
      throw new IllegalStateException("no login is under way");
    }
    state = new State.AwaitingCommand();
    if (refusal.hasReply() && policy.passErrors()) {
      return refused(new Step.Relay(refusal.upstreamReply()));
    }
    String tag = request.tag();
    if (refusal.words().isPresent()) {
      Step answer = no(tag, refusal.words().get());
      return refusal.ends() ? finish(answer) : refused(answer);
    }
    return refused(
        switch (refusal.failure()) {
          case BAD_CREDENTIALS, NO_ROUTE -> no(tag, "[AUTHENTICATIONFAILED] " + failed(request));
          case LOOKUP_UNAVAILABLE,
              UPSTREAM_UNREACHABLE,
              UPSTREAM_REFUSED,
              UPSTREAM_PROTOCOL_ERROR,
              UPSTREAM_TIMEOUT ->
              no(tag, "[UNAVAILABLE] mailbox is not available, try again later");
          case INTERNAL -> no(tag, "[SERVERBUG] internal server error");
        });
  }

  /** RFC 5530 has the codes; the words are those that scripts have known for long. */
  private static String failed(LoginRequest request) {
    return (request.mechanism() == Mechanism.LOGIN_COMMAND ? "LOGIN" : "AUTHENTICATE") + " failed";
  }

  private List<Step> refused(Step answer) {
    refusedLogins++;
    return refusedLogins >= policy.maxLoginAttempts() ? finish(answer, bye()) : List.of(answer);
  }

  @Override
  public void secured() {
    clearText = ClearText.SECURED;
    clientId = ClientId.UNKNOWN;
  }

  @Override
  public List<Step> part(Parting parting) {
    return switch (parting) {
      case IDLE -> finish(bye());
      case TOO_MANY_CONNECTIONS ->
          finish(untagged("BYE [UNAVAILABLE] too many connections, try again later"));
    };
  }

  private List<Step> error(Step answer) {
    errors++;
    return errors >= policy.maxErrors() ? finish(answer, bye()) : List.of(answer);
  }

  private List<Step> finish(Step... lastWords) {
    state = new State.Finished();
    List<Step> steps = new ArrayList<>(List.of(lastWords));
    steps.add(new Step.Close());
    return steps;
  }

  private static Step bye() {
    return untagged("BYE IMAP server terminating connection");
  }

  private static Step privacyRequired(String tag) {
    return no(tag, "[PRIVACYREQUIRED] cleartext logins disabled");
  }

  private static Step ok(String tag) {
    return new Step.Send(tag + " OK completed");
  }

  private static Step no(String tag, String text) {
    return new Step.Send(tag + " NO " + text);
  }

  private static Step bad(String tag, String text) {
    return new Step.Send(tag + " BAD " + text);
  }

  private static Step untagged(String text) {
    return new Step.Send("* " + text);
  }
}
