package org.gatepost.web.response;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocationRewriteTest {
  @ParameterizedTest
  @CsvSource({
    "www.example.org, 8080, http://www.example.org:8080/mail?x=1, http://www.example.org/mail?x=1",
    "www.example.org:81, 8080, http://www.example.org:8080/mail, http://www.example.org:81/mail",
    "www.example.org:81, 80, http://www.example.org/mail, http://www.example.org:81/mail",
    "[2001:db8::1]:81, 8080, http://[2001:db8::1]:8080/, http://[2001:db8::1]:81/",
    "[2001:db8::1], 8080, http://[2001:db8::1]:8080/, http://[2001:db8::1]/",
  })
  void clientInTheClearIsSentToWhereItCame(
      String host, int mailPort, String location, String rewritten) {
    assertThat(LocationRewrite.forWeb(false, mailPort).location(location, host))
        .isEqualTo(rewritten);
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.org, 80, http://www.example.org/mail, https://www.example.org/mail",
    "www.example.org, 80, http://www.example.org, https://www.example.org",
    "www.example.org, 80, http://www.example.org?x=1#y, https://www.example.org?x=1#y",
    "www.example.org:8443, 8080, http://www.example.org:8443/, https://www.example.org:8443/",
    "www.example.org:8443, 8080, http://www.example.org:8080/, https://www.example.org:8443/",
    "www.example.org, 80, HTTP://WWW.Example.org/Mail, https://www.example.org/Mail",
  })
  void clientWithTlsStaysThere(String host, int mailPort, String location, String rewritten) {
    assertThat(LocationRewrite.forWeb(true, mailPort).location(location, host))
        .isEqualTo(rewritten);
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.org, http://www.example.org/",
    "www.example.org, http://www.example.org:8081/",
    "www.example.org, http://www.example.org:80808080808080/",
    "www.example.org, http://www.example.org:8080.evil.example/",
    "www.example.org, http://www.example.org.evil.example/",
    "www.example.org, http://evil.example/http://www.example.org:8080/",
    "www.example.org, http://bob@www.example.org:8080/",
    "www.example.org, https://www.example.org:8080/",
    "www.example.org, https://www.example.org:8443/",
    "www.example.org, /mail",
    "www.example.org, //www.example.org:8080/",
    "www.example.org, ''",
    "'', http://:8080/",
  })
  void otherPlacesStayAsTheyAre(String host, String location) {
    assertThat(LocationRewrite.forWeb(false, 8080).location(location, host)).isSameAs(location);
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.org:9071, https://www.example.org:7071/zimbraAdmin,"
        + " https://www.example.org:9071/zimbraAdmin",
    "www.example.org, https://www.example.org:7071/, https://www.example.org:9071/",
    "www.example.org, http://www.example.org:7071/, http://www.example.org:7071/",
    "www.example.org, https://www.example.org/, https://www.example.org/",
  })
  void administratorStaysAtTheDoorOfTheConsole(String host, String location, String rewritten) {
    assertThat(LocationRewrite.forAdmin(7071, 9071).location(location, host)).isEqualTo(rewritten);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0; url=http://www.example.org:8080/ | 0; url=https://www.example.org/",
        "5;URL=http://www.example.org:8080/x | 5;URL=https://www.example.org/x",
        "5 | 5",
        "0; url=/mail | 0; url=/mail",
      })
  void refreshIsRewrittenBehindItsSeconds(String refresh, String rewritten) {
    assertThat(LocationRewrite.forWeb(true, 8080).refresh(refresh, "www.example.org"))
        .isEqualTo(rewritten);
  }
}
