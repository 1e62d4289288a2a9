package org.gatepost.web.exchange;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.gatepost.net.upstream.UpstreamHealth.Rest;
import org.gatepost.web.cache.Stored;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.Place;
import org.gatepost.web.request.PoolName;
import org.gatepost.web.upstream.Endpoint;
import org.gatepost.web.upstream.UpstreamConnection;
import org.gatepost.web.upstream.UpstreamUser;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: where it goes, and the flow of both bodies with back-pressure, so
 * that nothing is held but what is on its way. Confined to the client's event loop.
 *
 * <p>What cannot be had ends in a page that tells the truth (spec http 1.7): 502 if the server was
 * not reached or broke off, 503 if it is left alone for now, 504 if it was silent for too long.
 */
final class Exchange implements UpstreamUser, Routing.Listener, CertificateLoginDoor.Listener {
  private static final int CLIENT_GONE = 499;

  private final ClientSide client;
  private final WebServices services;
  private final Arrival arrival;
  private final HttpRequest request;
  private final ExchangeLog log;
  private final ResponseBody body;
  private final ArrayDeque<HttpContent> held = new ArrayDeque<>(1);

  private @Nullable CacheUse cache;
  private @Nullable Choice choice;
  private @Nullable Peer peer;
  private @Nullable UpstreamConnection connection;
  private Duration silence = Duration.ZERO;
  private boolean wasKept;
  private boolean retried;
  private boolean upgrading;
  private boolean arriving = true; // more of the client's words may be at hand: one write for all
  private boolean requestRead; // the client has sent all of it, or has nothing to send
  private boolean bodyGone; // some of the body went upstream: it cannot be sent again
  private boolean responseBegun;
  private boolean ended;
  private long maxBodyOctets = Long.MAX_VALUE;
  private long progressNanos;

  Exchange(ClientSide client, WebServices services, Arrival arrival, HttpRequest request) {
    this.client = client;
    this.services = services;
    this.arrival = arrival;
    this.request = request;
    this.log = new ExchangeLog(services, arrival, request);
    this.body = new ResponseBody(client, request, log);
    this.progressNanos = log.beginNanos();
    // Of what is refused nobody can say where it ends: nothing that follows it is read.
    this.requestRead = arrival.refusal() == 0 && !RequestCheck.hasBody(request);
  }

  /** Decides where it goes, and sets out. */
  void begin() {
    if (arrival.refusal() != 0) {
      refuse(arrival.refusal(), arrival.fault());
      return;
    }
    maxBodyOctets = arrival.maxBodyOctets();
    if (HttpUtil.getContentLength(request, 0L) > maxBodyOctets) {
      refuse(413, "the body is larger than allowed");
      return;
    }
    if (client.client().door().kind() == WebDoor.Kind.CERTIFICATE_LOGIN) {
      new CertificateLoginDoor(services, arrival, log, this).receive();
      return;
    }
    Optional<String> elsewhere = arrival.redirect();
    if (elsewhere.isPresent()) {
      answer(OwnAnswer.redirect(elsewhere.get()), "");
      return;
    }
    Routing routing = new Routing(services, arrival, log, this);
    switch (arrival.place()) {
      case Place.InPool pool -> {
        prepare(arrival.target(), null, pool.silence());
        if (!isOfWebClient(pool) || !isInCache()) {
          routing.toPool(pool);
        }
      }
      case Place.At(var origin, var target, var patience, var suffix) -> {
        prepare(target, suffix.orElse(null), patience);
        routing.toOrigin(origin);
      }
      case Place.StatusPage() -> answer(OwnAnswer.text(StatusPage.text(services)), "");
      case Place.NotHere(var status) -> refuse(status, "not served here");
    }
  }

  private static boolean isOfWebClient(Place.InPool place) {
    return place.pool() == PoolName.WEB_CLIENT || place.pool() == PoolName.LOGIN;
  }

  private boolean isInCache() {
    if (services.cache().isEmpty() || upgrading) {
      return false;
    }
    CacheUse use =
        new CacheUse(
            services.cache().get(),
            request,
            arrival.scheme() + "://" + arrival.host(),
            arrival.target());
    cache = use;
    Stored stored = use.fresh();
    if (stored != null) {
      sendStored(stored);
    }
    return stored != null;
  }

  private void sendStored(Stored stored) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, stored.status(), stored.headers());
    responseBegun = true;
    log.begun(response.status().code());
    ResponseHead.prepare(response, arrival);
    body.head(response);
    body.content(new DefaultLastHttpContent(stored.body()));
    client.flush();
    finish();
  }

  private void prepare(String target, @Nullable String hostSuffix, Duration patience) {
    silence = patience;
    upgrading = client.canUpgrade() && RequestCheck.wantsWebSocket(request);
    Forwarding.prepare(
        request,
        client.client(),
        arrival.realClient(),
        arrival.requestId(),
        target,
        arrival.host(),
        hostSuffix,
        upgrading);
  }

  @Override
  public void goTo(Choice found) {
    if (!ended) {
      choice = found;
      tryNext("no server left");
    }
  }

  @Override
  public void nowhere(int status, String fault) {
    if (!ended) {
      refuse(status, fault);
    }
  }

  @Override
  public void sentOn(OwnAnswer answer, String fault) {
    if (!ended) {
      answer(answer, fault);
    }
  }

  private void tryNext(String whatWentWrong) {
    Choice from = choice;
    if (from == null) {
      return;
    }
    Peer next = from.next(services.health(), services.probing());
    if (next != null) {
      go(from.pool(), next, false);
    } else if (peer == null) {
      refuse(503, "left alone after failures", services.probing());
    } else {
      refuse(502, whatWentWrong);
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
    progressNanos = System.nanoTime();
    if (!arriving) {
      made.flush();
    }
    client.wantsBody(made.isWritable());
  }

  /** A piece of the request's body, which is taken over. */
  void requestBody(HttpContent content) {
    if (ended) {
      content.release();
      return;
    }
    log.read(content.content().readableBytes());
    if (content instanceof LastHttpContent last) {
      requestRead = true;
      Hops.removeFromTrailers(last.trailingHeaders());
    }
    if (log.octetsIn() > maxBodyOctets) {
      content.release();
      refuse(413, "the body is larger than allowed");
      return;
    }
    UpstreamConnection to = connection;
    if (to == null) {
      held.add(content);
      if (!requestRead) {
        client.wantsBody(false);
      }
    } else {
      pass(to, content);
      progressNanos = System.nanoTime();
      if (!to.isWritable()) {
        to.flush();
        client.wantsBody(to.isWritable());
      }
    }
  }

  private void pass(UpstreamConnection to, HttpContent content) {
    bodyGone |= content.content().isReadable();
    to.send(content);
  }

  /** What the client sends is no HTTP any more. */
  void spoiled(String fault) {
    if (!ended) {
      refuse(400, fault);
    }
  }

  boolean isRequestRead() {
    return requestRead;
  }

  /** The client has sent what it had for now. */
  void bodyReadComplete() {
    arriving = false;
    if (connection != null) {
      connection.flush();
    }
  }

  @Override
  public void notConnected(String reason) {
    if (ended || peer == null) {
      return;
    }
    String words = peer.addressText() + ": " + reason;
    services.counts().notConnected();
    services.health().failed(peer.address(), peer.rest(), words);
    log.fault(words);
    tryNext(words);
  }

  @Override
  public void lost(String reason) {
    connection = null;
    if (ended || peer == null) {
      return;
    }
    String words = peer.addressText() + ": " + reason;
    log.fault(words);
    services.counts().broken();
    if (responseBegun) {
      breakOff();
    } else if (mayTryAgain() && choice != null) {
      retried = true;
      if (requestRead) {
        // Its end has gone with the connection, and the codec waits for one.
        held.add(LastHttpContent.EMPTY_LAST_CONTENT);
      }
      // A kept connection may just have been given up, which says nothing about the server.
      Peer other =
          wasKept || choice.isOwner() ? null : choice.next(services.health(), services.probing());
      go(choice.pool(), other == null ? peer : other, true);
    } else {
      refuse(502, words);
    }
  }

  /** Nothing came back: what can be executed twice without harm, and can be sent again, is. */
  private boolean mayTryAgain() {
    return !retried && !bodyGone && RequestCheck.isIdempotent(request.method());
  }

  @Override
  public void response(HttpResponse head) {
    if (ended || connection == null || peer == null) {
      return;
    }
    long now = System.nanoTime();
    progressNanos = now;
    int status = head.status().code();
    if (status < 200) {
      informational(head, status);
      return;
    }
    peer.answered(now);
    services.health().connected(peer.address());
    if (cache != null && cache.isConfirmed(head)) {
      return; // what is kept goes to the client once this answer has ended
    }
    responseBegun = true;
    log.begun(status, now);
    ResponseHead.prepare(head, arrival);
    body.head(head);
  }

  private void informational(HttpResponse head, int status) {
    if (status == 101) {
      if (upgrading && connection != null && RequestCheck.isWebSocket(head)) {
        switchProtocols(head, connection);
      } else {
        refuse(502, "the upstream server changes the protocol unasked");
      }
    } else if (arrival.understandsInformational()) {
      Hops.remove(head.headers());
      client.send(head);
      client.flush();
    }
  }

  @Override
  public void content(HttpContent content) {
    if (ended) {
      content.release();
      return;
    }
    progressNanos = System.nanoTime();
    boolean last = content instanceof LastHttpContent;
    if (last) {
      Hops.removeFromTrailers(((LastHttpContent) content).trailingHeaders());
    }
    if (cache != null && isOfCache(cache, content, last)) {
      return;
    }
    body.content(content);
    if (last) {
      client.flush();
      finish();
    } else if (!client.isWritable() && connection != null) {
      connection.reads(false);
    }
  }

  /** Whether the piece belongs to an answer in place of which the kept one is sent. */
  private boolean isOfCache(CacheUse use, HttpContent content, boolean last) {
    Stored confirmed = use.confirmed();
    if (confirmed == null) {
      use.add(content.content());
      if (last) {
        use.end(true);
      }
      return false;
    }
    content.release();
    if (last) {
      sendStored(confirmed);
    }
    return true;
  }

  @Override
  public void readComplete() {
    client.flush();
    if (!ended && !client.isWritable() && connection != null) {
      connection.reads(false);
    }
  }

  @Override
  public void writabilityChanged() {
    if (connection != null && !ended) {
      progressNanos = System.nanoTime();
      client.wantsBody(connection.isWritable());
    }
  }

  /** The client takes more again, or does not. */
  void clientWritabilityChanged() {
    if (connection != null && client.isWritable()) {
      progressNanos = System.nanoTime();
      connection.reads(true);
    }
  }

  /** The client has gone: nobody waits for the response. */
  void clientGone() {
    if (!ended) {
      if (!responseBegun) {
        log.begun(CLIENT_GONE);
      }
      log.fault("the client has gone");
      end();
    }
  }

  /** Looks at the clock, twice a second. */
  void tick(long nowNanos) {
    if (ended) {
      return;
    }
    long waited = nowNanos - progressNanos;
    ClientTerms terms = client.client().door().terms();
    if (connection == null) {
      return; // lookups and connects have clocks of their own
    }
    if (responseBegun) {
      if (!client.isWritable()) {
        if (waited > terms.bodyTimeout().toNanos()) {
          log.fault("the client takes nothing");
          breakOff();
        }
      } else if (waited > silence.toNanos()) {
        log.fault("the upstream server is silent within its response");
        breakOff();
      }
    } else if (!requestRead) {
      if (!connection.isWritable()) {
        if (waited > services.sendTimeout().toNanos()) {
          timedOut("the upstream server takes nothing");
        }
      } else if (waited > terms.bodyTimeout().toNanos()) {
        refuse(408, "the client is silent within its request");
      }
    } else if (waited > silence.toNanos()) {
      timedOut("the upstream server is silent");
    }
  }

  /**
   * A server that answers others meanwhile is not down, one request of it is slow; and one request
   * alone never closes a server to all its users.
   */
  private void timedOut(String reason) {
    services.counts().silent();
    if (peer != null && peer.answeredNanos() - progressNanos < 0) {
      Rest rest = peer.rest();
      services
          .health()
          .failed(
              peer.address(),
              new Rest(rest.maxFails() == 0 ? 0 : Math.max(2, rest.maxFails()), rest.time()),
              peer.addressText() + ": " + reason);
    }
    refuse(504, reason);
  }

  private void switchProtocols(HttpResponse head, UpstreamConnection from) {
    from.upgrades();
    log.begun(101);
    responseBegun = true;
    ResponseHead.addOwn(head, arrival);
    client.send(head);
    client.flush();
    // What the codecs have not decoded yet comes out when they are removed, not while they work.
    client
        .client()
        .loop()
        .execute(() -> {
          if (!ended && connection == from) {
            tunnel(from);
          }
        });
  }

  private void tunnel(UpstreamConnection from) {
    connection = null;
    ended = true;
    Tunnel.open(
        client,
        from,
        services,
        (octetsUp, octetsDown) -> {
          log.read(octetsUp);
          log.sent(octetsDown);
          leavePeer();
          log.write(request);
        });
  }

  /** The page that an error deserves; what has begun can only be broken off. */
  private void refuse(int status, String fault) {
    refuse(status, fault, null);
  }

  private void refuse(int status, String fault, @Nullable Duration retryAfter) {
    if (responseBegun) {
      log.fault(fault);
      breakOff();
    } else {
      answer(OwnAnswer.page(status, arrival, retryAfter), fault);
    }
  }

  private void answer(OwnAnswer answer, String fault) {
    HttpResponse response = answer.head();
    boolean headAlone = request.method().equals(HttpMethod.HEAD);
    int octets = answer.body().readableBytes();
    responseBegun = true;
    log.begun(response.status().code());
    log.fault(fault);
    ResponseHead.addOwn(response, arrival);
    HttpUtil.setContentLength(response, octets);
    client.send(response);
    client.send(
        headAlone || octets == 0
            ? LastHttpContent.EMPTY_LAST_CONTENT
            : new DefaultLastHttpContent(answer.body()));
    log.sent(headAlone ? 0 : octets);
    client.flush();
    finish();
  }

  private void breakOff() {
    client.breakOff();
    end();
  }

  private void finish() {
    end();
    client.ended(requestRead);
  }

  private void end() {
    ended = true;
    HttpContent content;
    while ((content = held.poll()) != null) {
      content.release();
    }
    leavePeer();
    body.close();
    if (cache != null) {
      cache.end(false);
    }
    if (connection != null) {
      // Kept if both request and response have ended in order, else closed.
      connection.release();
      connection = null;
    }
    log.write(request);
  }
}
