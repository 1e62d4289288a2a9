package org.gatepost.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tells one content of a directory from another: of each entry that matters to a running
 * server the number that its last change has at the server, else the time of that, else its values.
 * Accounts do not matter: they are looked up when they are asked for.
 *
 * @param entries by name
 * @param toTheSecond whether a second change in the same second may show nothing new
 */
record ChangeStamp(Map<String, String> entries, boolean toTheSecond) {
  static final ChangeStamp NONE = new ChangeStamp(Map.of(), false);

  /** Settings, servers and domains. */
  static final Filter WATCHED =
      Filter.createORFilter(
          Filter.createEqualityFilter("objectClass", "zimbraGlobalConfig"),
          Filter.createEqualityFilter("objectClass", "zimbraServer"),
          Filter.createEqualityFilter("objectClass", "zimbraDomain"));

  private static final String NUMBER = "entryCSN"; // OpenLDAP
  private static final String TIME = "modifyTimestamp"; // RFC 4512 section 3.4.4

  static ChangeStamp read(LDAPInterface ldap, List<String> trees) throws LDAPException {
    var entries = new TreeMap<String, String>();
    boolean toTheSecond = false;
    for (var tree : trees) {
      var found = search(ldap, tree, NUMBER, TIME);
      boolean haveTimes = found.stream().allMatch(entry -> entry.hasAttribute(TIME));
      for (var entry : haveTimes ? found : search(ldap, tree, "*")) {
        var number = entry.getAttributeValue(NUMBER);
        entries.put(entry.getDN(), number != null ? number : valuesOf(entry));
        toTheSecond |= haveTimes && number == null;
      }
    }
    return new ChangeStamp(entries, toTheSecond);
  }

  // No more is kept of values than is needed to tell that they changed.
  private static String valuesOf(SearchResultEntry entry) {
    return Integer.toHexString(entry.toLDIFString().hashCode());
  }

  private static List<SearchResultEntry> search(
      LDAPInterface ldap, String tree, String... attributes) throws LDAPException {
    var request = new SearchRequest(tree, SearchScope.SUB, WATCHED, attributes);
    try {
      return found(ldap.search(request));
    } catch (LDAPSearchException e) {
      if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
          || e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        return found(e.getSearchResult()); // nothing, or the part that we may see
      }
      throw e;
    }
  }

  private static List<SearchResultEntry> found(SearchResult result) {
    var entries = result.getSearchEntries();
    return entries == null ? List.of() : entries;
  }

  boolean differsFrom(ChangeStamp before) {
    return !entries.equals(before.entries);
  }
}
