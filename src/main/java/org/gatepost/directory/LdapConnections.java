package org.gatepost.directory;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.GetEntryLDAPConnectionPoolHealthCheck;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ReferralConnector;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.gatepost.settings.DirectorySource.LdapServers;
import org.jspecify.annotations.Nullable;

/**
 * Connections to LDAP servers, of which the first that answers is used.
 *
 * <p>A server counts as reached only when TLS, bind and a first answer have succeeded: one that
 * accepts connections and says nothing is passed over like one that is down.
 */
final class LdapConnections implements ReferralConnector {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(3);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(15);

  /** How long a connection to another than the first server is kept before the first is tried. */
  private static final Duration RETURN_TO_FIRST = Duration.ofMinutes(1);

  private static final int LDAP_PORT = 389;
  private static final int LDAPS_PORT = 636;

  private final List<URI> urls;
  private final @Nullable SSLSocketFactory tls;
  private final boolean startTls;
  private final @Nullable BindRequest bind;

  private LdapConnections(
      List<URI> urls,
      @Nullable SSLSocketFactory tls,
      boolean startTls,
      @Nullable BindRequest bind) {
    this.urls = urls;
    this.tls = tls;
    this.startTls = startTls;
    this.bind = bind;
  }

  static LdapConnections to(LdapServers source) throws DirectoryException {
    try {
      return new LdapConnections(
          source.urls(), TlsSockets.trusting(source.trust()), source.startTls(), bind(source));
    } catch (GeneralSecurityException | IOException e) {
      throw new DirectoryException(
          "The trusted certificates for the directory cannot be used: " + e.getMessage(), e);
    }
  }

  /** To a directory that is lent on this host. */
  static LdapConnections to(InetSocketAddress address, String bindDn, String password) {
    var host = address.getAddress().getHostAddress();
    var url = URI.create("ldap://%s:%d".formatted(host, address.getPort()));
    return new LdapConnections(List.of(url), null, false, new SimpleBindRequest(bindDn, password));
  }

  LDAPConnectionPool pool(int maxConnections) throws DirectoryException {
    try {
      // The servers do TLS and bind themselves, so that failing there means the next server; the
      // pool wants to know of the bind nevertheless.
      var pool =
          new LDAPConnectionPool(
              servers(options()), bind, 1, maxConnections, 1, null, true, probe());
      pool.setConnectionPoolName("directory");
      pool.setHealthCheckIntervalMillis(PROBE_INTERVAL.toMillis());
      pool.setRetryFailedOperationsDueToInvalidConnections(true);
      return pool;
    } catch (LDAPException e) {
      throw new DirectoryException(
          "No directory server of %s can be used: %s".formatted(urls, Sentences.of(e)), e);
    }
  }

  /** A connection outside of the pool, which takes several answers at a time. */
  LDAPConnection ofItsOwn() throws LDAPException {
    var options = options();
    options.setUseSynchronousMode(false);
    return servers(options).getConnection();
  }

  /**
   * A connection to where a referral leads, as who we are. It is encrypted if the one that led
   * there is, whatever the referral says.
   */
  @Override
  public LDAPConnection getReferralConnection(LDAPURL referral, LDAPConnection from)
      throws LDAPException {
    var url =
        URI.create(
            "%s://%s:%d".formatted(referral.getScheme(), referral.getHost(), referral.getPort()));
    return server(url, options(), startTls || from.getSSLSession() != null).getConnection();
  }

  private ServerSet servers(LDAPConnectionOptions options) throws LDAPException {
    var sets = new ArrayList<ServerSet>();
    for (var url : urls) {
      sets.add(server(url, options, startTls));
    }
    var failover = new FailoverServerSet(sets);
    failover.setMaxFailoverConnectionAgeMillis(RETURN_TO_FIRST.toMillis());
    return failover;
  }

  private ServerSet server(URI url, LDAPConnectionOptions options, boolean startTls) {
    boolean ldaps = "ldaps".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : ldaps ? LDAPS_PORT : LDAP_PORT;
    if (ldaps && tls != null) {
      return new SingleServerSet(url.getHost(), port, tls, options, bind, null);
    }
    var start = startTls && tls != null ? new StartTLSPostConnectProcessor(tls) : null;
    var plain = SocketFactory.getDefault();
    return new SingleServerSet(url.getHost(), port, plain, options, bind, start);
  }

  private static LDAPConnectionOptions options() {
    var options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis((int) CONNECT_LIMIT.toMillis());
    options.setResponseTimeoutMillis(ANSWER_LIMIT.toMillis());
    options.setUseSynchronousMode(true);
    options.setUseSchema(false);
    return options;
  }

  private static @Nullable BindRequest bind(LdapServers source) throws DirectoryException {
    if (source.bindDn().isEmpty() || source.passwordFile().isEmpty()) {
      return null;
    }
    return new SimpleBindRequest(source.bindDn().get(), password(source.passwordFile().get()));
  }

  private static String password(Path file) throws DirectoryException {
    try (var lines = Files.lines(file)) {
      return lines
          .findFirst()
          .filter(line -> !line.isEmpty())
          .orElseThrow(() -> new DirectoryException(file + " has no password in its first line."));
    } catch (IOException e) {
      throw new DirectoryException(file + " cannot be read.", e);
    }
  }

  private static GetEntryLDAPConnectionPoolHealthCheck probe() {
    boolean onCreate = true;
    boolean onCheckout = false;
    boolean onRelease = false;
    boolean inBackground = true;
    boolean onException = true;
    return new GetEntryLDAPConnectionPoolHealthCheck(
        "", PROBE_LIMIT.toMillis(), onCreate, onCheckout, onRelease, inBackground, onException);
  }
}
