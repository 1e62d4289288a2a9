package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login whose route comes from a real OpenLDAP server, asked with StartTLS. */
final class OpenLdapLoginIT {
  @Test
  void routeComesFromOpenLdap(@TempDir Path folder) throws Exception {
    var bundle =
        new CertificateBuilder()
            .rsa2048() // GnuTLS, which slapd is built with, does not read the EC keys made here
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var certificate = Files.writeString(folder.resolve("ldap.crt"), bundle.getCertificatePEM());
    var key = Files.writeString(folder.resolve("ldap.key"), bundle.getPrivateKeyPEM());
    var password = Files.writeString(folder.resolve("ldap.secret"), Slapd.PASSWORD + "\n");
    try (var upstream =
            ScriptedUpstream.start(
                TestNames.MAILBOX_A,
                ScriptedUpstream.transcript(
                    """
                    S: * OK ready
                    C: a ID (...
                    S: a OK
                    C: a LOGIN {20}
                    S: + go on
                    C: newcomer@example.org {4}
                    S: + go on
                    C: demo
                    S: a OK Logged in.\
                    """));
        var slapd = Slapd.start(Files.createDirectory(folder.resolve("ldap")), certificate, key)) {
      fill(slapd, upstream.port());
      try (var server =
              GatepostServer.in(folder.resolve("gatepost"))
                  .attribute("zimbraReverseProxyDnsLookupInServerEnabled", "TRUE")
                  .directory(
                      "url: [\"ldap://localhost:%d\"], startTls: true, trust: %s, bindDn: \"%s\", passwordFile: %s"
                          .formatted(slapd.port(), certificate, Slapd.ADMIN, password))
                  .start();
          var client = server.connect("imaps")) {
        client.expectStart("* OK");
        client.say("a LOGIN newcomer@example.org demo").expect("a OK Logged in.");
      }
      upstream.assertAllWentAsWritten();
    }
  }

  private static void fill(Slapd slapd, int port) throws Exception {
    try (var ldap = new LDAPConnection("127.0.0.1", slapd.port(), Slapd.ADMIN, Slapd.PASSWORD)) {
      ldap.add(
          "dn: cn=a.mailbox.test,cn=servers,cn=zimbra",
          "objectClass: zimbraServer",
          "cn: a.mailbox.test",
          "zimbraServiceHostname: a.mailbox.test",
          "zimbraServiceEnabled: mailbox",
          "zimbraImapBindPort: " + port);
      ldap.add(
          "dn: uid=newcomer,ou=people,dc=example,dc=org",
          "objectClass: inetOrgPerson",
          "objectClass: zimbraAccount",
          "uid: newcomer",
          "cn: newcomer",
          "sn: newcomer",
          "zimbraId: id-of-newcomer",
          "zimbraMailDeliveryAddress: newcomer@example.org",
          "zimbraMailHost: a.mailbox.test",
          "zimbraAccountStatus: active");
    }
  }
}
