package org.gatepost.directory;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory at the end of a wire. */
final class LdapServer implements Store {
  private final LdapConnections connections;
  private final LDAPConnectionPool pool;

  private volatile @Nullable List<String> suffixes;

  private LdapServer(LdapConnections connections, LDAPConnectionPool pool) {
    this.connections = connections;
    this.pool = pool;
  }

  static LdapServer connect(LdapConnections connections, int maxConnections)
      throws DirectoryException {
    return new LdapServer(connections, connections.pool(maxConnections));
  }

  @Override
  public LDAPInterface toRead() {
    return pool;
  }

  // Zimbra's server holds everything below one empty name; others hold several trees and find
  // nothing if asked for the empty name.
  @Override
  public List<String> suffixes() throws LDAPException {
    var known = suffixes;
    if (known == null) {
      known = Store.suffixes(pool);
      suffixes = known;
    }
    return known;
  }

  @Override
  public void add(AddRequest request) throws LDAPException {
    pool.add(toWhereChangesAreTaken(request));
    suffixes = null; // it may have begun a tree
  }

  @Override
  public void modify(ModifyRequest request) throws LDAPException {
    pool.modify(toWhereChangesAreTaken(request));
  }

  @Override
  public void delete(DeleteRequest request) throws LDAPException {
    pool.delete(toWhereChangesAreTaken(request));
  }

  // A replica answers a change with a referral to its supplier.
  private <R extends LDAPRequest> R toWhereChangesAreTaken(R request) {
    request.setFollowReferrals(true);
    request.setReferralConnector(connections);
    return request;
  }

  @Override
  public BindResult bind(SimpleBindRequest request) throws LDAPException {
    return pool.bindAndRevertAuthentication(request);
  }

  @Override
  public Directory.Watching watch(Duration interval, Runnable changed) {
    return LdapWatch.of(connections, interval, changed);
  }

  @Override
  public void close() {
    pool.close();
  }
}
