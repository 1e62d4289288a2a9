package org.gatepost.directory;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory at the end of a wire. */
final class LdapServer implements Store {
  private final LDAPConnectionPool pool;

  private volatile @Nullable List<String> suffixes;

  LdapServer(LDAPConnectionPool pool) {
    this.pool = pool;
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
    pool.add(request);
  }

  @Override
  public void modify(ModifyRequest request) throws LDAPException {
    pool.modify(request);
  }

  @Override
  public void delete(DeleteRequest request) throws LDAPException {
    pool.delete(request);
  }

  @Override
  public BindResult bind(SimpleBindRequest request) throws LDAPException {
    return pool.bindAndRevertAuthentication(request);
  }

  @Override
  public void close() {
    pool.close();
  }
}
