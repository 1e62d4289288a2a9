package org.gatepost.directory;

import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers one connection to a lent directory, out of that directory, confined to the connection's
 * thread. Nothing is answered but to the borrower; who is one may check others' passwords as well,
 * and is nobody from then on until it binds again (RFC 4513 section 4).
 */
final class LoanRequestHandler extends LDAPListenerRequestHandler {
  private static final LDAPResult DONE = new LDAPResult(0, ResultCode.SUCCESS);

  private final EmbeddedDirectory directory;
  private final String bindDn;
  private final String password;
  private final @Nullable LDAPListenerClientConnection connection;
  private Peer peer = Peer.STRANGER;

  private enum Peer {
    STRANGER,
    BORROWER,
    BORROWER_WHO_CHECKED_A_PASSWORD
  }

  LoanRequestHandler(EmbeddedDirectory directory, String bindDn, String password) {
    this(directory, bindDn, password, null);
  }

  private LoanRequestHandler(
      EmbeddedDirectory directory,
      String bindDn,
      String password,
      @Nullable LDAPListenerClientConnection connection) {
    this.directory = directory;
    this.bindDn = bindDn;
    this.password = password;
    this.connection = connection;
  }

  @Override
  public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection connection) {
    return new LoanRequestHandler(directory, bindDn, password, connection);
  }

  @Override
  public LDAPMessage processBindRequest(
      int id, BindRequestProtocolOp request, List<Control> controls) {
    return new LDAPMessage(id, new BindResponseProtocolOp(bind(request)));
  }

  private LDAPResult bind(BindRequestProtocolOp request) {
    if (isBorrower(request)) {
      peer = Peer.BORROWER;
      return DONE;
    }
    if (peer == Peer.STRANGER) {
      return new LDAPResult(0, ResultCode.INVALID_CREDENTIALS);
    }
    peer = Peer.BORROWER;
    var checked =
        result(() -> {
          if (!(request.toBindRequest() instanceof SimpleBindRequest simple)) {
            throw new LDAPException(ResultCode.AUTH_METHOD_NOT_SUPPORTED);
          }
          directory.bind(simple);
        });
    peer = Peer.BORROWER_WHO_CHECKED_A_PASSWORD;
    return checked;
  }

  private boolean isBorrower(BindRequestProtocolOp request) {
    var given = request.getSimplePassword();
    return given != null
        && request.getBindDN().equals(bindDn)
        && MessageDigest.isEqual(given.getValue(), password.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public LDAPMessage processSearchRequest(
      int id, SearchRequestProtocolOp request, List<Control> controls) {
    var found =
        result(() -> {
          try {
            send(id, directory.toRead().search(request.toSearchRequest(array(controls))));
          } catch (LDAPSearchException e) {
            // More than asked for: what was asked for is there.
            send(id, e.getSearchResult());
            throw e;
          }
        });
    return new LDAPMessage(id, new SearchResultDoneProtocolOp(found));
  }

  private void send(int id, SearchResult search) throws LDAPException {
    var entries = search.getSearchEntries();
    if (connection != null && entries != null) {
      for (var entry : entries) {
        connection.sendSearchResultEntry(
            id, new SearchResultEntryProtocolOp(entry), entry.getControls());
      }
    }
  }

  @Override
  public LDAPMessage processAddRequest(
      int id, AddRequestProtocolOp request, List<Control> controls) {
    var done = result(() -> directory.add(request.toAddRequest(array(controls))));
    return new LDAPMessage(id, new AddResponseProtocolOp(done));
  }

  @Override
  public LDAPMessage processModifyRequest(
      int id, ModifyRequestProtocolOp request, List<Control> controls) {
    var done = result(() -> directory.modify(request.toModifyRequest(array(controls))));
    return new LDAPMessage(id, new ModifyResponseProtocolOp(done));
  }

  @Override
  public LDAPMessage processDeleteRequest(
      int id, DeleteRequestProtocolOp request, List<Control> controls) {
    var done = result(() -> directory.delete(request.toDeleteRequest(array(controls))));
    return new LDAPMessage(id, new DeleteResponseProtocolOp(done));
  }

  @Override
  public LDAPMessage processModifyDNRequest(
      int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
    return new LDAPMessage(id, new ModifyDNResponseProtocolOp(notDoneHere()));
  }

  @Override
  public LDAPMessage processCompareRequest(
      int id, CompareRequestProtocolOp request, List<Control> controls) {
    return new LDAPMessage(id, new CompareResponseProtocolOp(notDoneHere()));
  }

  @Override
  public LDAPMessage processExtendedRequest(
      int id, ExtendedRequestProtocolOp request, List<Control> controls) {
    var refused = notDoneHere();
    return new LDAPMessage(
        id,
        new ExtendedResponseProtocolOp(
            refused.getResultCode().intValue(), null, null, null, null, null));
  }

  private LDAPResult notDoneHere() {
    return result(() -> {
      throw new LDAPException(ResultCode.UNWILLING_TO_PERFORM);
    });
  }

  private interface Work {
    void run() throws LDAPException;
  }

  /** Does it, if it is asked for by the borrower, and says what came of it. */
  private LDAPResult result(Work work) {
    if (peer != Peer.BORROWER) {
      return new LDAPResult(0, ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
    }
    try {
      work.run();
      return DONE;
    } catch (LDAPException e) {
      return e.toLDAPResult();
    }
  }

  private static Control[] array(List<Control> controls) {
    return controls.toArray(Control[]::new);
  }
}
