package org.gatepost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.gatepost.admin.ControlCommand;
import org.gatepost.admin.ControlCommand.Arguments;
import org.gatepost.admin.ControlCommand.Caller;
import org.gatepost.admin.ControlException;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Loan;
import org.gatepost.mail.session.SessionView;
import org.gatepost.net.Addresses;
import org.gatepost.telemetry.LogLevel;
import org.gatepost.telemetry.Meter;

/** What operators may ask of a running server, by its control socket. */
final class ControlCommands {
  /** Caches that hold what a reload reads again. */
  private static final List<String> SETTINGS_CACHES = List.of("all", "config", "server", "domain");

  private final Gatepost gatepost;

  private ControlCommands(Gatepost gatepost) {
    this.gatepost = gatepost;
  }

  static List<ControlCommand> of(Gatepost gatepost) {
    ControlCommands commands = new ControlCommands(gatepost);
    return List.of(
        new ControlCommand("status", Map.of(), "How the server is.", (a, p) -> commands.status()),
        new ControlCommand(
            "reload",
            Map.of(),
            "Reads file and directory again and applies what has changed.",
            (a, p) -> commands.reload()),
        new ControlCommand(
            "diff", Map.of(), "What a reload would change.", (a, p) -> commands.diff()),
        new ControlCommand(
            "sessions",
            Map.of("account", "only this account's"),
            "The sessions that are logged in.",
            (a, p) -> Map.of("sessions", commands.sessions(a))),
        new ControlCommand(
            "kick",
            Map.of("account", "all of this account's", "session", "the one of this number"),
            "Ends sessions.",
            (a, p) -> commands.kick(a)),
        new ControlCommand(
            "drain",
            Map.of(),
            "Receives no more clients; the sessions go on.",
            (a, p) -> commands.drain()),
        new ControlCommand(
            "stop",
            Map.of("now", "true: without waiting for sessions to end"),
            "Drains, waits for the sessions up to gatepostDrainTimeout, and ends the server.",
            commands::stop),
        new ControlCommand(
            "lend-directory",
            Map.of(),
            "Lends the embedded directory over LDAP until this connection ends.",
            (a, caller) -> commands.lendDirectory(caller)),
        new ControlCommand(
            "cache",
            Map.of(),
            "The state of memcached servers and lookup handlers.",
            (a, p) -> commands.cache()),
        new ControlCommand(
            "flush",
            Map.of("types", "the caches, such as account, config, all", "names", "whose entries"),
            "Drops what is remembered in this process; settings are read again.",
            (a, p) -> commands.flush(a)),
        new ControlCommand(
            "log-level",
            Map.of("level", "debug, info, notice, warn, error or crit"),
            "What is logged from now on, until the next reload.",
            (a, p) -> commands.logLevel(a)));
  }

  private Map<String, ?> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("pid", ProcessHandle.current().pid());
    status.put("version", Version.TEXT);
    status.put("since", gatepost.since());
    status.put("file", gatepost.file().path());
    status.put("server", gatepost.file().server());
    status.put("draining", gatepost.isDraining());
    Map<String, String> doors = new LinkedHashMap<>();
    gatepost.doors().forEach((name, address) -> doors.put(name, Addresses.text(address)));
    status.put("doors", doors);
    status.put("sessions", gatepost.sessions().count());
    status.put("loggingIn", gatepost.loggingIn());
    status.put("restingUpstreams", gatepost.restingUpstreams());
    gatepost
        .lastChange()
        .ifPresent(change -> {
          Map<String, Object> last = new LinkedHashMap<>();
          last.put("time", change.time());
          last.put("applied", change.problem().isEmpty());
          last.put("changes", change.changes());
          change.problem().ifPresent(problem -> last.put("problem", problem));
          status.put("lastChange", last);
        });
    return status;
  }

  private Map<String, ?> reload() throws ControlException {
    try {
      gatepost.reopenLogs();
      return Map.of("changes", gatepost.reload());
    } catch (StartException e) {
      throw refused(e);
    }
  }

  private Map<String, ?> diff() throws ControlException {
    try {
      return Map.of("changes", gatepost.diff());
    } catch (StartException e) {
      throw refused(e);
    }
  }

  private static ControlException refused(StartException e) {
    return new ControlException(String.valueOf(e.getMessage()), e);
  }

  private List<Map<String, ?>> sessions(Arguments arguments) {
    List<Map<String, ?>> sessions = new ArrayList<>();
    Predicate<SessionView> chosen =
        arguments.text("account").isEmpty() ? any -> true : ofAccount(arguments);
    for (SessionView session : gatepost.sessions().list()) {
      if (chosen.test(session)) {
        sessions.add(members(session));
      }
    }
    return sessions;
  }

  private static Map<String, ?> members(SessionView session) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("session", session.id());
    members.put("protocol", session.protocol());
    members.put("account", session.account());
    members.put("client", session.client());
    members.put("upstream", session.upstream());
    members.put("since", session.since());
    members.put("tls", session.tls().orElse(""));
    members.put("octetsUp", session.octetsUp());
    members.put("octetsDown", session.octetsDown());
    return members;
  }

  private static Predicate<SessionView> ofAccount(Arguments arguments) {
    String account = arguments.text("account").toLowerCase(Locale.ROOT);
    return session -> session.account().toLowerCase(Locale.ROOT).equals(account);
  }

  private Map<String, ?> kick(Arguments arguments) throws ControlException {
    String id = arguments.text("session");
    if (id.isEmpty() == arguments.text("account").isEmpty()) {
      throw new ControlException("Say whom to end: either an account or a session's number.");
    }
    Predicate<SessionView> chosen =
        id.isEmpty() ? ofAccount(arguments) : session -> String.valueOf(session.id()).equals(id);
    return Map.of("ended", gatepost.sessions().end(chosen));
  }

  private Map<String, ?> drain() {
    gatepost.drain();
    return Map.of("sessions", gatepost.sessions().count());
  }

  private Map<String, ?> stop(Arguments arguments, Caller caller) {
    gatepost.stop(arguments.isTrue("now"), caller::progress);
    return Map.of("sessions", gatepost.sessions().count());
  }

  private Map<String, ?> lendDirectory(Caller caller) throws ControlException {
    try {
      Loan loan = gatepost.lendDirectory();
      caller.lends(loan);
      return Map.of(
          "port", loan.address().getPort(),
          "bindDn", loan.bindDn(),
          "password", loan.password());
    } catch (DirectoryException e) {
      throw new ControlException(String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, ?> cache() {
    return Map.of(
        "memcached", gatepost.meters().states(Meter.MEMCACHED_UP),
        "handlers", gatepost.meters().states(Meter.HANDLER_UP));
  }

  private Map<String, ?> flush(Arguments arguments) throws ControlException {
    gatepost.forget();
    return arguments.texts("types").stream()
            .map(type -> type.toLowerCase(Locale.ROOT))
            .anyMatch(SETTINGS_CACHES::contains)
        ? reload()
        : Map.of();
  }

  private Map<String, ?> logLevel(Arguments arguments) throws ControlException {
    String wanted = arguments.text("level").toLowerCase(Locale.ROOT);
    LogLevel level = LogLevel.named(wanted);
    if (!level.word().equals(wanted)) {
      throw new ControlException(
          "There is no level \"%s\"; allowed: debug, info, notice, warn, error, crit."
              .formatted(wanted));
    }
    gatepost.logLevel(level);
    return Map.of();
  }
}
