package org.gatepost.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a store; only so many callers at once, the rest wait for their turn. */
final class Searches {
  private static final int TIME_LIMIT_SECONDS = 5;
  private static final int LISTING_LIMIT_SECONDS = 60;

  private final Store store;
  private final Semaphore turns;

  Searches(Store store, int callers) {
    this.store = store;
    this.turns = new Semaphore(callers);
  }

  /** The entry of a name, for a caller whose turn it is. */
  Optional<Entry> entry(String dn) throws LDAPException {
    return Optional.ofNullable(store.toRead().getEntry(dn)).map(Searches::ours);
  }

  /** Up to a number of those that a filter finds; an empty base means the whole directory. */
  List<Entry> some(int limit, String base, Filter filter, String... attributes)
      throws DirectoryException {
    var found = new ArrayList<Entry>();
    for (var suffix : base.isEmpty() ? inTurn(store::suffixes) : List.of(base)) {
      if (found.size() < limit) {
        found.addAll(inTurn(() -> searchBelow(suffix, filter, limit - found.size(), attributes)));
      }
    }
    return found;
  }

  private List<Entry> searchBelow(String base, Filter filter, int limit, String... attributes)
      throws LDAPException {
    var request =
        new SearchRequest(
            base,
            SearchScope.SUB,
            DereferencePolicy.NEVER,
            limit,
            TIME_LIMIT_SECONDS,
            false,
            filter,
            attributes);
    try {
      return ours(store.toRead().search(request).getSearchEntries());
    } catch (LDAPSearchException e) {
      // More than asked for is no error; a base that is not there holds nothing.
      if (ResultCode.SIZE_LIMIT_EXCEEDED.equals(e.getResultCode())) {
        return ours(e.getSearchEntries());
      }
      if (ResultCode.NO_SUCH_OBJECT.equals(e.getResultCode())) {
        return List.of();
      }
      throw e;
    }
  }

  /** Every one that a filter finds; to be shown only some of them is an error. */
  List<Entry> all(String base, Filter filter, String... attributes) throws DirectoryException {
    var found = new ArrayList<Entry>();
    for (var suffix : base.isEmpty() ? inTurn(store::suffixes) : List.of(base)) {
      var request = new SearchRequest(suffix, SearchScope.SUB, filter, attributes);
      request.setTimeLimitSeconds(LISTING_LIMIT_SECONDS);
      request.setResponseTimeoutMillis(TimeUnit.SECONDS.toMillis(LISTING_LIMIT_SECONDS));
      found.addAll(inTurn(() -> everything(request)));
    }
    return found;
  }

  private List<Entry> everything(SearchRequest request) throws LDAPException {
    try {
      return ours(store.toRead().search(request).getSearchEntries());
    } catch (LDAPSearchException e) {
      if (ResultCode.NO_SUCH_OBJECT.equals(e.getResultCode())) {
        return List.of();
      }
      throw e;
    }
  }

  /** What asks the store. */
  interface Reading<T> {
    T read() throws LDAPException;
  }

  /** Asks when it is our turn, and puts what goes wrong into words. */
  <T> T inTurn(Reading<T> reading) throws DirectoryException {
    try {
      if (!turns.tryAcquire(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new DirectoryException("The directory is too busy to be asked.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DirectoryException("Asking the directory was interrupted.", e);
    }
    try {
      return reading.read();
    } catch (LDAPException e) {
      throw DirectoryException.of(e);
    } finally {
      turns.release();
    }
  }

  private static List<Entry> ours(@Nullable List<SearchResultEntry> entries) {
    return entries == null ? List.of() : entries.stream().map(Searches::ours).toList();
  }

  private static Entry ours(SearchResultEntry entry) {
    var attributes = new HashMap<String, List<String>>();
    for (var attribute : entry.getAttributes()) {
      attributes.put(attribute.getName(), values(attribute));
    }
    return new Entry(entry.getDN(), attributes);
  }

  private static List<String> values(Attribute attribute) {
    return Entry.isBinary(attribute.getName())
        ? Arrays.stream(attribute.getValueByteArrays())
            .map(Base64.getEncoder()::encodeToString)
            .toList()
        : List.of(attribute.getValues());
  }
}
