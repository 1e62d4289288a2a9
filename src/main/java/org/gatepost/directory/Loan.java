package org.gatepost.directory;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * An embedded directory, lent to another process on this host over LDAP: that of a command which
 * changes what a running server holds. The borrower is whoever has the password, which is made for
 * this loan; {@link Directory#borrow} is the other side. Closing it ends the connections.
 */
public final class Loan implements AutoCloseable {
  private static final String BIND_DN = "cn=borrower";
  private static final int PASSWORD_BYTES = 32;
  private static final int MAX_CONNECTIONS = 64;

  private final LDAPListener listener;
  private final InetSocketAddress address;
  private final String password;
  private final Consumer<Loan> closed;

  private Loan(LDAPListener listener, String password, Consumer<Loan> closed) {
    this.listener = listener;
    this.address = new InetSocketAddress(listener.getListenAddress(), listener.getListenPort());
    this.password = password;
    this.closed = closed;
  }

  static Loan of(EmbeddedDirectory directory, Consumer<Loan> closed) throws IOException {
    var random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    var password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var config = new LDAPListenerConfig(0, new LoanRequestHandler(directory, BIND_DN, password));
    config.setListenAddress(InetAddress.ofLiteral("127.0.0.1"));
    config.setMaxConnections(MAX_CONNECTIONS);
    var listener = new LDAPListener(config);
    listener.startListening();
    return new Loan(listener, password, closed);
  }

  /** Where it is lent, on this host only. */
  public InetSocketAddress address() {
    return address;
  }

  /** As whom to bind. */
  public String bindDn() {
    return BIND_DN;
  }

  /** The password of this loan. */
  public String password() {
    return password;
  }

  @Override
  public void close() {
    listener.shutDown(true);
    closed.accept(this);
  }

  // Not the password.
  @Override
  public String toString() {
    return "loan at " + address;
  }
}
