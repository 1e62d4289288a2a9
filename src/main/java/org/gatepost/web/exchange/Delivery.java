package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayDeque;
import org.gatepost.net.upstream.UpstreamHealth.Rest;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.upstream.Endpoint;
import org.gatepost.web.upstream.UpstreamConnection;
import org.gatepost.web.upstream.UpstreamUser;
import org.jspecify.annotations.Nullable;

/**
 * Brings one request to a server: to the first of its choice that can be reached, and once more if
 * nothing came back and that does no harm. What comes of it is known to the servers' health.
 * Confined to the client's event loop.
 */
final class Delivery implements UpstreamUser {
  /** Gets the response, or hears why there is none; nothing more once the delivery has ended. */
  interface Receiver {
    /** A head; a further one follows if the status is informational. */
    void response(HttpResponse head);

    /** A piece of the body, the last one as {@code LastHttpContent}; the receiver's to release. */
    void content(HttpContent content);

    /** No more can be read for now. */
    void readComplete();

    /** There is no response, or no more of it. */
    void refuse(int status, String fault, @Nullable Duration retryAfter);

    /** Whether the client has sent all of its request. */
    boolean isRequestRead();
  }

  private final ClientSide client;
  private final WebServices services;
  private final Arrival arrival;
  private final HttpRequest request;
  private final ExchangeLog log;
  private final Patience patience;
  private final Receiver receiver;
  private final ArrayDeque<HttpContent> held = new ArrayDeque<>(1);

  private @Nullable Choice choice;
  private @Nullable Peer peer;
  private @Nullable UpstreamConnection connection;
  private boolean wasKept;
  private boolean retried;
  private boolean arriving = true; // more of the client's words may be at hand: one write for all
  private boolean bodyGone; // some of the body went upstream: it cannot be sent again
  private boolean answered;
  private boolean ended;

  Delivery(
      ClientSide client,
      WebServices services,
      Arrival arrival,
      HttpRequest request,
      ExchangeLog log,
      Patience patience,
      Receiver receiver) {
    this.client = client;
    this.services = services;
    this.arrival = arrival;
    this.request = request;
    this.log = log;
    this.patience = patience;
    this.receiver = receiver;
  }

  /** Sets out. */
  void begin(Choice from) {
    choice = from;
    tryNext(from, "no server left");
  }

  private void tryNext(Choice from, String whatWentWrong) {
    Peer next = from.next(services.health(), services.probing());
    if (next != null) {
      go(from.pool(), next, false);
    } else if (peer == null) {
      receiver.refuse(503, "left alone after failures", services.probing());
    } else {
      receiver.refuse(502, whatWentWrong, null);
    }
  }

  private void go(Pool pool, Peer to, boolean fresh) {
    leavePeer();
    peer = to;
    to.begin();
    log.goesTo(to.addressText());
    arrival.setUpstreamHost(request, to);
    services
        .connections()
        .acquire(
            client.client().loop(), new Endpoint(pool.tls(), to.host(), to.address()), fresh, this);
  }

  private void leavePeer() {
    if (peer != null) {
      peer.end();
    }
  }

  @Override
  public void connected(UpstreamConnection made) {
    if (ended) {
      made.abandon();
      return;
    }
    connection = made;
    wasKept = made.isKept();
    log.connected(wasKept);
    made.send(request);
    HttpContent content;
    while ((content = held.poll()) != null) {
      pass(made, content);
    }
    if (!arriving) {
      patience.renew();
      made.flush();
    }
    client.wantsBody(made.isWritable());
  }

  /** A piece of the request's body, which is taken over. */
  void body(HttpContent content) {
    UpstreamConnection to = connection;
    if (to == null) {
      held.add(content);
      if (!receiver.isRequestRead()) {
        client.wantsBody(false);
      }
      return;
    }
    pass(to, content);
    patience.renew();
    if (!to.isWritable()) {
      to.flush();
      client.wantsBody(to.isWritable());
    }
  }

  private void pass(UpstreamConnection to, HttpContent content) {
    bodyGone |= content.content().isReadable();
    to.send(content);
  }

  /** The client has sent what it had for now. */
  void arrived() {
    arriving = false;
    if (connection != null) {
      connection.flush();
    }
  }

  @Override
  public void notConnected(String reason) {
    Choice from = choice;
    if (ended || peer == null || from == null) {
      return;
    }
    String words = peer.addressText() + ": " + reason;
    services.counts().notConnected();
    services.health().failed(peer.address(), peer.rest(), words);
    log.fault(words);
    tryNext(from, words);
  }

  @Override
  public void lost(String reason) {
    connection = null;
    Choice from = choice;
    if (ended || peer == null || from == null) {
      return;
    }
    String words = peer.addressText() + ": " + reason;
    log.fault(words);
    services.counts().broken();
    if (mayTryAgain()) {
      retried = true;
      if (receiver.isRequestRead()) {
        // Its end has gone with the connection, and the codec waits for one.
        held.add(LastHttpContent.EMPTY_LAST_CONTENT);
      }
      // A kept connection may just have been given up, which says nothing about the server.
      Peer other =
          wasKept || from.isOwner() ? null : from.next(services.health(), services.probing());
      go(from.pool(), other == null ? peer : other, true);
    } else {
      receiver.refuse(502, words, null);
    }
  }

  /** Nothing came back: what can be executed twice without harm, and can be sent again, is. */
  private boolean mayTryAgain() {
    return !answered && !retried && !bodyGone && RequestCheck.isIdempotent(request.method());
  }

  @Override
  public void response(HttpResponse head) {
    if (ended || peer == null) {
      return;
    }
    patience.renew();
    if (head.status().code() >= 200) {
      answered = true;
      peer.answered(patience.sinceNanos());
      services.health().connected(peer.address());
    }
    receiver.response(head);
  }

  @Override
  public void content(HttpContent content) {
    if (ended) {
      content.release();
      return;
    }
    if (!(content instanceof LastHttpContent)) {
      patience.renew();
    }
    receiver.content(content);
  }

  @Override
  public void readComplete() {
    receiver.readComplete();
  }

  @Override
  public void writabilityChanged() {
    if (connection != null && !ended) {
      patience.renew();
      client.wantsBody(connection.isWritable());
    }
  }

  /** The client is slow: the server's words wait in the kernel. */
  void pause() {
    if (connection != null) {
      connection.reads(false);
    }
  }

  /** The client takes more again. */
  void resume() {
    if (connection != null) {
      patience.renew();
      connection.reads(true);
    }
  }

  /** Whether there is a connection, made and not lost. */
  boolean isConnected() {
    return connection != null;
  }

  /** Whether the server takes more of the request. */
  boolean isWritable() {
    return connection != null && connection.isWritable();
  }

  /**
   * The server was silent for too long. One that answers others meanwhile is not down, one request
   * of it is slow; and one request alone never closes a server to all its users.
   */
  void silent(String reason) {
    services.counts().silent();
    if (peer != null && peer.answeredNanos() - patience.sinceNanos() < 0) {
      Rest rest = peer.rest();
      services
          .health()
          .failed(
              peer.address(),
              new Rest(rest.maxFails() == 0 ? 0 : Math.max(2, rest.maxFails()), rest.time()),
              peer.addressText() + ": " + reason);
    }
  }

  /** The server has agreed to leave HTTP behind. */
  void upgrades() {
    if (connection != null) {
      connection.upgrades();
    }
  }

  /** Gives the connection away; null if there is none. The server counts as busy until the end. */
  @Nullable UpstreamConnection detach() {
    UpstreamConnection given = connection;
    connection = null;
    return given;
  }

  /** Whatever came of it, it is over. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    HttpContent content;
    while ((content = held.poll()) != null) {
      content.release();
    }
    leavePeer();
    if (connection != null) {
      // Kept if both request and response have ended in order, else closed.
      connection.release();
      connection = null;
    }
  }
}
