package org.gatepost.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFReader;
import java.io.BufferedReader;
import java.io.StringReader;
import java.net.InetAddress;

/** A directory at the end of a wire, whose entries a test can change. */
public final class LdapServer implements AutoCloseable {
  private final InMemoryDirectoryServer server;

  private LdapServer(InMemoryDirectoryServer server) {
    this.server = server;
  }

  public static LdapServer start(String ldif) throws LDAPException {
    var config = new InMemoryDirectoryServerConfig("cn=zimbra", "dc=org", "dc=net");
    config.setSchema(null);
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
    var server = new InMemoryDirectoryServer(config);
    server.importFromLDIF(true, new LDIFReader(new BufferedReader(new StringReader(ldif))));
    server.startListening();
    return new LdapServer(server);
  }

  public String url() {
    return "ldap://127.0.0.1:" + server.getListenPort();
  }

  /** Gives an attribute of an entry another value. */
  public void replace(String dn, String attribute, String value) throws LDAPException {
    server.modify(dn, new Modification(ModificationType.REPLACE, attribute, value));
  }

  @Override
  public void close() {
    server.shutDown(true);
  }
}
