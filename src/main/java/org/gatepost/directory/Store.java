package org.gatepost.directory;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.time.Duration;
import java.util.List;

/**
 * Where the entries are: in this process, or at servers. Both are asked through the LDAP library's
 * one interface; what differs is how a change is made to last.
 */
sealed interface Store permits EmbeddedDirectory, LdapServer {
  /** For searches; to be asked for anew each time. */
  LDAPInterface toRead();

  /** The tops of the trees; a single empty name if one search finds everything. */
  List<String> suffixes() throws LDAPException;

  void add(AddRequest request) throws LDAPException;

  void modify(ModifyRequest request) throws LDAPException;

  void delete(DeleteRequest request) throws LDAPException;

  /** Checks a password, and stays who we are. */
  BindResult bind(SimpleBindRequest request) throws LDAPException;

  /**
   * Tells of changes, whoever makes them.
   *
   * @param interval how often it is asked, where it does not tell by itself
   */
  Directory.Watching watch(Duration interval, Runnable changed);

  /**
   * Reads again what others may have written, where that is not seen by itself.
   *
   * @throws DirectoryException if that is no valid content; what was read before stays then
   */
  default void refresh() throws DirectoryException {}

  void close();

  /** What the root of a directory says of its trees. */
  static List<String> suffixes(LDAPInterface ldap) throws LDAPException {
    var root = ldap.getEntry("", "namingContexts");
    var names = root == null ? null : root.getAttributeValues("namingContexts");
    return names == null || List.of(names).contains("") ? List.of("") : List.of(names);
  }
}
