package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatepost.testing.ScriptedLookupHandler.routesTo;
import static org.gatepost.testing.ScriptedLookupHandler.says;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.testing.LeaksNothing;
import org.gatepost.testing.ScriptedLookupHandler.Connection;
import org.gatepost.testing.ScriptedLookupHandler.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One line for each kind of nonsense from a lookup handler, and what comes of it. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
final class HandlerMisbehaviourTest implements LeaksNothing {
  private static final String ROUTE = "Auth-Server: 192.0.2.1\r\nAuth-Port: 1\r\n";
  private static final String LONG = "x".repeat(3000);

  private final AskingFixture fixture = new AskingFixture();

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what it says                                            | why it rests
          HTTP/1.1 500 Oops~~                                       | HTTP status 500
          HTTP/1.1 404 Not Found~Content-Length: 0~~                | HTTP status 404
          HTTP/1.1 302 Found~Location: http://else/~~               | HTTP status 302
          HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~ROUTE~             | HTTP status 100
          HTTP/1.1 200 OK~Auth-Server: 192.0.2.1~Auth-Port: 0~~     | Auth-Port is no port
          HTTP/1.1 200 OK~Auth-Server: 192.0.2.1~Auth-Port: many~~  | Auth-Port is no port
          HTTP/1.1 200 OK~Auth-Server: 192.0.2.1~~                  | it has no Auth-Port
          HTTP/1.1 200 OK~Auth-Port: 1~~                            | it has no Auth-Server
          HTTP/1.1 200 OK~Auth-Status: OK~~                         | it has no Auth-Server
          HTTP/1.1 200 OK~ROUTEnothing~~                            | malformed
          HTTP/1.1 200 OK~ROUTE: no name~~                          | malformed
          HTTP/1.1 200 OK~ROUTEX: NUL~~                             | malformed
          HTTP/1.1 OK~ROUTE~                                        | malformed
          220 mail.example.org ESMTP~                               | malformed
          ALERT~~                                               | malformed
          HTTP/1.1 200 OK~ROUTEX: LONG~~                            | too long
          HTTP/1.1 200 LONG~ROUTE~                                  | too long
          LONG                                                      | too long
          HTTP/1.1 200 OK~Auth-Server: 192.0.2.1                    | closed
          HTTP/1.1 200                                              | closed
          """)
  void nonsenseMarksTheHandlerAndTheNextIsAsked(String said, String why) throws Exception {
    failsOver(says(octets(said)), why);
  }

  static Stream<Arguments> played() {
    return Stream.of(
        played("says nothing", "no answer in time", Connection::waitForTheEnd),
        played("closes at once", "closed", connection -> {}),
        played("closes when asked", "closed without an answer", Connection::request),
        played(
            "resets when asked",
            "reset",
            connection -> {
              connection.request();
              connection.reset();
            }),
        played(
            "resets within the head",
            "reset",
            connection -> {
              connection.request();
              connection.wire().send("HTTP/1.1 200 OK\r\nAuth-Ser");
              connection.reset();
            }));
  }

  private static Arguments played(String kind, String why, Script script) {
    return Arguments.of(kind, why, script);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("played")
  void troubleMarksTheHandlerAndTheNextIsAsked(String kind, String why, Script script)
      throws Exception {
    fixture.total = Duration.ofSeconds(3);
    failsOver(script, why);
  }

  private void failsOver(Script script, String why) throws Exception {
    var broken = fixture.handler(script);
    var sound = fixture.handler(routesTo("192.0.2.2", 2));
    var lookup = fixture.open(broken, sound);
    assertThat(lookup.lookUp(Questions.login("alice")).port()).isEqualTo(2);
    var state = lookup.handlers().getFirst();
    assertThat(state.up()).isFalse();
    assertThat(state.failure())
        .hasValueSatisfying(
            text -> assertThat(text).contains(why).doesNotContain("\r", "\n", LONG));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HTTP/1.0 200~ROUTE~
          HTTP/1.1 200 OK^ROUTE^
          HTTP/1.1 200 OK~aUTH-sERVER:192.0.2.1~AUTH-PORT:   1   ~~
          HTTP/1.1 200 OK~no colon here~ROUTE~
          HTTP/1.1 200 OK~ROUTETransfer-Encoding: chunked~~5~hello~0~~
          HTTP/1.1 200 OK~ROUTETransfer-Encoding: chunked~~no chunk~
          HTTP/1.1 200 OK~ROUTEContent-Length: 5~~hello
          HTTP/1.1 200 OK~ROUTEContent-Length: 2~~hello
          HTTP/1.1 200 OK~ROUTEContent-Length: 50~~hello
          HTTP/1.1 200 OK~ROUTEConnection: close~~hello
          HTTP/1.1 200 OK~ROUTEAuth-Status: WAIT~Auth-Status: OK~~
          """)
  void whatCanBeUnderstoodIsUnderstood(String said) throws Exception {
    var handler = fixture.handler(says(octets(said)));
    var lookup = fixture.open(handler);
    for (int i = 0; i < 3; i++) {
      assertThat(lookup.lookUp(Questions.login("alice")).port()).isEqualTo(1);
    }
    assertThat(lookup.handlers().getFirst().failure()).isEmpty();
  }

  @Test
  void answerIsUnderstoodCutAtEveryPosition() throws Exception {
    var answer =
        octets("HTTP/1.1 200 OK~Auth-Status: OK~ROUTEAuth-User: bob~Content-Length: 2~~ok");
    var handler =
        fixture.handler(connection -> {
          for (int at = 1; at < answer.length(); at++) {
            connection.request();
            connection.wire().send(answer.substring(0, at)).send(answer.substring(at));
          }
        });
    var lookup = fixture.open(handler);
    for (int at = 1; at < answer.length(); at++) {
      assertThat(lookup.lookUp(Questions.login("alice")).account()).isEqualTo("bob");
    }
    assertThat(lookup.handlers().getFirst().failure()).isEmpty();
  }

  @Test
  void answerBehindAnInterimOneIsNotTakenForTheNextQuestions() throws Exception {
    var handler =
        fixture.handler(connection -> {
          connection.request();
          connection.wire().send("HTTP/1.1 100 Continue\r\n\r\n");
          connection.request();
          connection.wire().send(octets("HTTP/1.1 200 OK~ROUTEAuth-User: alice~~"));
        });
    var lookup = fixture.open(handler);
    for (var name : List.of("alice", "bob")) {
      var refusal =
          catchThrowableOfType(RouteException.class, () -> lookup.lookUp(Questions.login(name)));
      assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @CsvSource({"OK, user not found:a", "user not found:a, OK"})
  void statusGivenTwiceRefusesIfOneDoes(String one, String other) throws Exception {
    var handler =
        fixture.handler(
            says(
                octets(
                    "HTTP/1.1 200 OK~ROUTEAuth-Status: %s~Auth-Status: %s~~"
                        .formatted(one, other))));
    var lookup = fixture.open(handler);
    var refusal =
        catchThrowableOfType(RouteException.class, () -> lookup.lookUp(Questions.login("alice")));
    assertThat(refusal.reason()).isEqualTo(Reason.NO_SUCH_ACCOUNT);
    assertThat(lookup.handlers().getFirst().up()).isTrue();
  }

  private static String octets(String said) {
    return said.replace("^", "\n")
        .replace("NUL", "\0")
        .replace("ALERT", "\25\3\1\0\2\2\50")
        .replace("ROUTE", ROUTE)
        .replace("LONG", LONG)
        .replace("~", "\r\n");
  }
}
