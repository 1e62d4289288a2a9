package org.gatepost.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.gatepost.Configuration;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.HostFile;

/**
 * The directory of a host, for a command that may change it. An embedded one that a running server
 * holds is lent by that server, over LDAP on loopback, until this is closed; else it is opened to
 * read, and locked for as long as something is changed.
 */
record ChangedDirectory(Directory directory, Optional<ControlClient> lender)
    implements AutoCloseable {

  static ChangedDirectory of(HostFile file) throws CommandException {
    try {
      boolean embedded =
          file.directory().filter(DirectorySource.EmbeddedFile.class::isInstance).isPresent();
      Optional<ControlClient> server = embedded ? Running.leader(file.path()) : Optional.empty();
      return server.isPresent()
          ? new ChangedDirectory(borrow(server.get()), server)
          : new ChangedDirectory(Configuration.openDirectoryToRead(file), Optional.empty());
    } catch (ConfigurationException | ControlException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  private static Directory borrow(ControlClient server)
      throws ControlException, DirectoryException {
    Map<String, Object> loan = server.ask("lend-directory");
    int port = loan.get("port") instanceof Long number ? number.intValue() : 0;
    return Directory.borrow(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
        String.valueOf(loan.get("bindDn")),
        String.valueOf(loan.get("password")));
  }

  @Override
  public void close() {
    directory.close();
    lender.ifPresent(ControlClient::close);
  }
}
