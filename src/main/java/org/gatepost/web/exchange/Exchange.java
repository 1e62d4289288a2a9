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
import java.util.Optional;
import org.gatepost.web.cache.Stored;
import org.gatepost.web.request.Place;
import org.gatepost.web.request.PoolName;
import org.gatepost.web.upstream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: where it goes, and the flow of both bodies with back-pressure, so
 * that nothing is held but what is on its way. Confined to the client's event loop.
 *
 * <p>What cannot be had ends in a page that tells the truth (spec http 1.7): 502 if the server was
 * not reached or broke off, 503 if it is left alone for now, 504 if it was silent for too long.
 */
final class Exchange implements Delivery.Receiver, Routing.Listener, CertificateLoginDoor.Listener {
  private static final int CLIENT_GONE = 499;

  private final ClientSide client;
  private final WebServices services;
  private final Arrival arrival;
  private final HttpRequest request;
  private final ExchangeLog log;
  private final ResponseBody body;
  private final Patience patience;
  private final Delivery delivery;

  private @Nullable CacheUse cache;
  private Duration silence = Duration.ZERO;
  private boolean upgrading;
  private boolean requestRead; // the client has sent all of it, or has nothing to send
  private boolean responseBegun;
  private boolean ended;
  private long maxBodyOctets = Long.MAX_VALUE;

  Exchange(ClientSide client, WebServices services, Arrival arrival, HttpRequest request) {
    this.client = client;
    this.services = services;
    this.arrival = arrival;
    this.request = request;
    this.log = new ExchangeLog(services, arrival, request);
    this.body = new ResponseBody(client, request, log);
    this.patience = new Patience(log.beginNanos());
    this.delivery = new Delivery(client, services, arrival, request, log, patience, this);
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

  private void prepare(String target, @Nullable String hostSuffix, Duration allowed) {
    silence = allowed;
    upgrading = client.canUpgrade() && RequestCheck.wantsWebSocket(request);
    Forwarding.prepare(
        request,
        client.client(),
        arrival.realClientText(),
        arrival.requestId(),
        target,
        arrival.host(),
        hostSuffix,
        upgrading);
  }

  @Override
  public void goTo(Choice found) {
    if (!ended) {
      delivery.begin(found);
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
    delivery.body(content);
  }

  /** What the client sends is no HTTP any more. */
  void spoiled(String fault) {
    if (!ended) {
      refuse(400, fault);
    }
  }

  @Override
  public boolean isRequestRead() {
    return requestRead;
  }

  /** The client has sent what it had for now. */
  void bodyReadComplete() {
    delivery.arrived();
  }

  @Override
  public void response(HttpResponse head) {
    int status = head.status().code();
    if (status < 200) {
      informational(head, status);
      return;
    }
    if (cache != null && cache.isConfirmed(head)) {
      return; // what is kept goes to the client once this answer has ended
    }
    responseBegun = true;
    log.begun(status, patience.sinceNanos());
    ResponseHead.prepare(head, arrival);
    body.head(head);
  }

  private void informational(HttpResponse head, int status) {
    if (status == 101) {
      if (upgrading && RequestCheck.isWebSocket(head)) {
        switchProtocols(head);
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
    } else if (!client.isWritable()) {
      delivery.pause();
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
    if (!ended && !client.isWritable()) {
      delivery.pause();
    }
  }

  /** The client takes more again, or does not. */
  void clientWritabilityChanged() {
    if (client.isWritable()) {
      delivery.resume();
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
    if (ended || !delivery.isConnected()) {
      return; // lookups and connects have clocks of their own
    }
    ClientTerms terms = client.client().door().terms();
    if (responseBegun) {
      if (!client.isWritable()) {
        if (patience.isOver(terms.bodyTimeout(), nowNanos)) {
          breakOff("the client takes nothing");
        }
      } else if (patience.isOver(silence, nowNanos)) {
        breakOff("the upstream server is silent within its response");
      }
    } else if (!requestRead) {
      if (!delivery.isWritable()) {
        if (patience.isOver(services.sendTimeout(), nowNanos)) {
          silent("the upstream server takes nothing");
        }
      } else if (patience.isOver(terms.bodyTimeout(), nowNanos)) {
        refuse(408, "the client is silent within its request");
      }
    } else if (patience.isOver(silence, nowNanos)) {
      silent("the upstream server is silent");
    }
  }

  private void silent(String fault) {
    delivery.silent(fault);
    refuse(504, fault);
  }

  private void switchProtocols(HttpResponse head) {
    delivery.upgrades();
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
          UpstreamConnection from = ended ? null : delivery.detach();
          if (from != null) {
            tunnel(from);
          }
        });
  }

  private void tunnel(UpstreamConnection from) {
    ended = true;
    Tunnel.open(
        client,
        from,
        services,
        (octetsUp, octetsDown) -> {
          log.read(octetsUp);
          log.sent(octetsDown);
          delivery.end();
          log.write(request);
        });
  }

  private void refuse(int status, String fault) {
    refuse(status, fault, null);
  }

  /** Sends the page that an error deserves; what has begun can only be broken off. */
  @Override
  public void refuse(int status, String fault, @Nullable Duration retryAfter) {
    if (responseBegun) {
      breakOff(fault);
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

  private void breakOff(String fault) {
    log.fault(fault);
    client.breakOff();
    end();
  }

  private void finish() {
    end();
    client.ended(requestRead);
  }

  private void end() {
    ended = true;
    delivery.end();
    body.close();
    if (cache != null) {
      cache.end(false);
    }
    log.write(request);
  }
}
