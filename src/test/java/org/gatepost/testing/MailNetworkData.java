package org.gatepost.testing;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The directory of a {@link MailNetwork}: its servers, and people who have their mail there. */
final class MailNetworkData {
  private static final Path SERVERS =
      Path.of("src/test/resources/org/gatepost/testing/mail-network.ldif");

  /** Enough that each login can be somebody's whose route is not known yet. */
  static final List<String> USERS =
      IntStream.range(0, 20).mapToObj(number -> "user" + number + "@example.org").toList();

  private static final String PERSON =
      """

      dn: uid=USER,ou=people,dc=example,dc=org
      objectClass: inetOrgPerson
      objectClass: zimbraAccount
      uid: USER
      cn: USER
      sn: USER
      zimbraId: id-of-USER
      zimbraMailDeliveryAddress: USER@example.org
      zimbraMailHost: mailbox.example.org
      zimbraAccountStatus: active
      """;

  private MailNetworkData() {}

  static String ldif() throws IOException {
    var people =
        USERS.stream()
            .map(user -> PERSON.replace("USER", user.replace("@example.org", "")))
            .collect(joining());
    return Files.readString(SERVERS) + people;
  }
}
