package org.gatepost.route.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.DirectorySource.LdapServers;
import org.gatepost.settings.Trust;
import org.junit.jupiter.api.Test;

final class UnavailableDirectoryTest {
  @Test
  void directoryThatIsGoneIsToldFromAnAccountThatIsNot() throws Exception {
    var config = new InMemoryDirectoryServerConfig("cn=zimbra");
    config.setSchema(null);
    var loopback = InetAddress.getLoopbackAddress();
    config.setListenerConfigs(new InMemoryListenerConfig("ldap", loopback, 0, null, null, null));
    var server = new InMemoryDirectoryServer(config);
    server.startListening();
    var source =
        new LdapServers(
            List.of(
                URI.create("ldap://" + loopback.getHostAddress() + ":" + server.getListenPort())),
            false,
            Optional.empty(),
            Optional.empty(),
            new Trust.SystemStore());
    try (var directory = Directory.open(source)) {
      var lookup = new DirectoryLookup(directory, directory.settings("none", Map.of()));
      var question =
          RouteQuestion.ofLogin(UpstreamProtocol.IMAP, "a@example.org", loopback, loopback);
      assertThat(failure(lookup, question).reason()).isEqualTo(Reason.NO_SUCH_ACCOUNT);

      server.shutDown(true);

      assertThat(failure(lookup, question))
          .hasMessage("unable to search LDAP")
          .extracting(RouteException::reason)
          .isEqualTo(Reason.UNAVAILABLE);
    }
  }

  private static RouteException failure(DirectoryLookup lookup, RouteQuestion question) {
    return catchThrowableOfType(RouteException.class, () -> lookup.lookUp(question));
  }
}
