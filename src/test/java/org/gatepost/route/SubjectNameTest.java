package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubjectNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /C=DE/O=Example/CN=Alice/emailAddress=alice@example.org | alice@example.org
          /emailAddress=alice@example.org/CN=Alice | alice@example.org
          /CN=Alice/EMAILADDRESS=alice@example.org | alice@example.org
          /O=Fabrik A/S/CN=Alice/emailAddress=alice@example.org | alice@example.org
          emailAddress=alice@example.org,CN=Alice,C=DE | alice@example.org
          CN=Alice+emailAddress=alice@example.org,C=DE | alice@example.org
          CN=Alice\\, or not,E=alice@example.org | alice@example.org
          1.2.840.113549.1.9.1=alice@example.org,CN=Alice | alice@example.org
          1.2.840.113549.1.9.1=#160461406232,CN=Alice | a@b2
          CN=x/emailAddress=victim@example.org,emailAddress=alice@example.org | alice@example.org
          CN=x\\,emailAddress=victim@example.org,emailAddress=alice@example.org | alice@example.org
          """)
  void addressIsFound(String subject, String address) {
    assertThat(SubjectName.mailAddress(subject)).hasValue(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/CN=Alice",
        "CN=Alice",
        "alice@example.org",
        "/CN=x/emailAddress=victim@example.org/emailAddress=alice@example.org",
        "/emailAddress=alice@example.org/CN=x/emailAddress=victim@example.org",
        "/emailAddress=alice@example.org/emailAddress=alice@example.org",
        "/CN=Alice/emailAddress=alice@example.org,emailAddress=victim@example.org",
        "/CN=Alice/emailAddress=alice@example.org/x",
        "/CN=Alice/emailAddress=",
        "/CN=Alice/emailAddress=alice",
        "/CN=Alice/emailAddress=a@b@c",
        "CN=x/emailAddress=victim@example.org",
        "CN=x\\,emailAddress=victim@example.org",
        "emailAddress=a@example.org,emailAddress=b@example.org",
        "emailAddress=a@example.org\\,b@example.org",
        "emailAddress=#1604,CN=x",
        "emailAddress=#zz",
        "emailAddress=a@b.c\\0D\\0A",
        ",,,"
      })
  void nothingElsePassesForOne(String subject) {
    assertThat(SubjectName.mailAddress(subject)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EMAILADDRESS=alice@example.org, CN=Alice, C=DE | alice@example.org
          CN="x/emailAddress=victim@example.org", EMAILADDRESS=alice@example.org | alice@example.org
          CN="x,EMAILADDRESS=victim@example.org" + EMAILADDRESS=alice@example.org | alice@example.org
          CN="x/emailAddress=victim@example.org" |
          CN=alice@example.org |
          EMAILADDRESS="victim@example.org/emailAddress=alice@example.org" |
          EMAILADDRESS=a@example.org, EMAILADDRESS=b@example.org |
          """)
  void addressIsReadFromTheCertificateItself(String subject, @Nullable String address) {
    assertThat(SubjectName.mailAddress(new X500Principal(subject)))
        .isEqualTo(Optional.ofNullable(address));
  }
}
