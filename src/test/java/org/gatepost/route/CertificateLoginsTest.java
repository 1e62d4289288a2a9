package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.gatepost.route.CertificateLogins.Answer;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion.Service;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificateLoginsTest {
  private static Answer answer(CertificateLookup lookup, Optional<String> domain) {
    var question =
        new CertificateQuestion(
            "alice@example.org",
            domain,
            Service.MAILBOX,
            InetAddress.ofLiteral("192.0.2.1"),
            InetAddress.ofLiteral("192.0.2.2"),
            Optional.empty());
    return new CertificateLogins(lookup, Runnable::run).find(question).join();
  }

  private static GrantedLogin login(String account) {
    return new GrantedLogin(account, Password.of("token"));
  }

  /** A domain's own authority must not log in another domain's users: spec http 9, W-24. */
  @ParameterizedTest
  @CsvSource({
    "alice@example.org, , true",
    "alice@example.org, example.org, true",
    "alice@Example.ORG, example.org, true",
    "alice@example.org, example.com, false",
    "alice@mail.example.org, example.org, false",
    "alice@notexample.org, example.org, false",
    "alice@example.org@example.com, example.org, false",
    "example.org, example.org, false",
  })
  void authorityOfADomainSpeaksForItsAccountsAlone(
      String account, @Nullable String domain, boolean granted) {
    var answer = answer(question -> login(account), Optional.ofNullable(domain));
    if (granted) {
      assertThat(answer).isInstanceOf(Answer.Granted.class);
    } else {
      assertThat(answer)
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused -> {
                assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
                assertThat(refused.text()).contains(account).doesNotContain("token");
              });
    }
  }

  @Test
  void refusalsAreToldWithTheirReason() {
    assertThat(
            answer(
                question -> {
                  throw new RouteException(Reason.UNAVAILABLE, "nobody there");
                },
                Optional.empty()))
        .isEqualTo(new Answer.Refused(Reason.UNAVAILABLE, "nobody there"));
  }

  @Test
  void faultIsAnAnswerToo() {
    assertThat(
            answer(
                question -> {
                  throw new IllegalStateException("oops");
                },
                Optional.empty()))
        .isInstanceOfSatisfying(
            Answer.Broken.class, broken -> assertThat(broken.text()).contains("oops"));
  }

  @Test
  void whoComesWhileTheProxyStopsIsToldSo() {
    var logins =
        new CertificateLogins(
            question -> login("alice@example.org"),
            task -> {
              throw new RejectedExecutionException();
            });
    var question =
        new CertificateQuestion(
            "alice@example.org",
            Optional.empty(),
            Service.MAILBOX,
            InetAddress.ofLiteral("192.0.2.1"),
            InetAddress.ofLiteral("192.0.2.2"),
            Optional.empty());
    assertThat(logins.find(question))
        .isCompletedWithValueMatching(Answer.Refused.class::isInstance);
  }
}
