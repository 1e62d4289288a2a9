package org.gatepost.directory;

import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.AsyncSearchResultListener;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.IntermediateResponseListener;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoType;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A search of one tree that goes on telling of changes (RFC 4533 section 3.4, refreshAndPersist).
 * First come all entries, as they are; when the server says that these are all, every further one
 * is a change. Its callbacks come on the connection's thread.
 */
final class SyncSearch implements AsyncSearchResultListener, IntermediateResponseListener {
  private static final long serialVersionUID = 1L;
  private static final Duration REFRESH_LIMIT = Duration.ofSeconds(30);

  private final transient Runnable changed;
  private final transient Runnable over;

  /** True when the entries of the beginning are through, false when there will be no more. */
  private final transient CompletableFuture<Boolean> persists = new CompletableFuture<>();

  private transient @Nullable AsyncRequestID id;
  private volatile boolean isOver;

  private SyncSearch(Runnable changed, Runnable over) {
    this.changed = changed;
    this.over = over;
  }

  static boolean isOffered(LDAPConnection connection) throws LDAPException {
    var root = connection.getRootDSE();
    return root != null && root.supportsControl(ContentSyncRequestControl.SYNC_REQUEST_OID);
  }

  /**
   * Begins one for each tree.
   *
   * @param over called when one ends
   */
  static List<SyncSearch> begin(
      LDAPConnection connection, List<String> trees, Runnable changed, Runnable over)
      throws LDAPException {
    var searches = new ArrayList<SyncSearch>();
    for (var tree : trees) {
      var search = new SyncSearch(changed, over);
      var request = new SearchRequest(search, tree, SearchScope.SUB, ChangeStamp.WATCHED, "1.1");
      request.setIntermediateResponseListener(search);
      request.setResponseTimeoutMillis(0);
      request.addControl(
          new ContentSyncRequestControl(
              true, ContentSyncRequestMode.REFRESH_AND_PERSIST, null, false));
      search.id = connection.asyncSearch(request);
      searches.add(search);
    }
    return searches;
  }

  /** Waits until it is known whether the server goes on telling of changes. */
  boolean persists() {
    return persists.completeOnTimeout(false, REFRESH_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Asks the server to tell of no more. */
  void abandon(LDAPConnection connection) throws LDAPException {
    if (id != null && !isOver) {
      connection.abandon(id);
    }
  }

  boolean isOver() {
    return isOver;
  }

  @Override
  public void searchEntryReturned(SearchResultEntry entry) {
    changedIfPersisting();
  }

  @Override
  public void searchReferenceReturned(SearchResultReference reference) {}

  @Override
  public void intermediateResponseReturned(IntermediateResponse response) {
    try {
      var info = ContentSyncInfoIntermediateResponse.decode(response);
      if (info.getType() == ContentSyncInfoType.SYNC_ID_SET) {
        changedIfPersisting();
      } else if (info.getType() != ContentSyncInfoType.NEW_COOKIE && info.refreshDone()) {
        persists.complete(true);
      }
    } catch (LDAPException e) {
      changedIfPersisting(); // whatever it says, it is about changes
    }
  }

  private void changedIfPersisting() {
    if (persists.isDone()) {
      changed.run();
    }
  }

  @Override
  public void searchResultReceived(AsyncRequestID id, SearchResult result) {
    isOver = true;
    persists.complete(false);
    over.run();
  }
}
