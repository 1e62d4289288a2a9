package org.gatepost.route.lookup.asking;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.GrantedLogin;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteQuestion;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;

/** One lookup handler: its connections, its health, its counters. For any number of threads. */
final class LookupHandler implements AutoCloseable {
  private static final Duration PROBE_TIME = Duration.ofSeconds(5);

  private final URI url;
  private final HandlerRequest request;
  private final HttpOrigin origin;
  private final HandlerHealth health;
  private final LongAdder found;
  private final Runnable noState;
  private final LongAdder none;
  private final LongAdder failed;

  LookupHandler(URI url, HandlerTerms terms, Transport transport, UpstreamTls tls, Meters meters) {
    this.url = url;
    this.request = new HandlerRequest(url, terms);
    this.origin = new HttpOrigin(url, terms.maxHeadOctets(), terms.keepAlive(), transport, tls);
    this.health =
        new HandlerHealth(url, terms.quarantine(), transport.loops().getFirst(), this::probe);
    var label = url.toString();
    this.found = meters.counter(Meter.HANDLER_LOOKUPS, label, "found");
    this.none = meters.counter(Meter.HANDLER_LOOKUPS, label, "none");
    this.failed = meters.counter(Meter.HANDLER_LOOKUPS, label, "failed");
    this.noState = meters.state(Meter.HANDLER_UP, () -> !health.rests(), label);
  }

  URI url() {
    return url;
  }

  boolean rests() {
    return health.rests();
  }

  HandlerState state() {
    return health.state();
  }

  /**
   * Finds a route.
   *
   * @throws RouteException if the handler knows that there is none
   * @throws ExchangeException if the handler cannot be asked; unless that was not its fault, it
   *     rests from now on
   */
  Route lookUp(RouteQuestion question, Deadline deadline) throws RouteException, ExchangeException {
    return ask(request.of(question), deadline, head -> HandlerReply.read(head, question));
  }

  /** Asks for a login in the same way. */
  GrantedLogin lookUp(CertificateQuestion question, Deadline deadline)
      throws RouteException, ExchangeException {
    return ask(request.of(question), deadline, HandlerReply::login);
  }

  private interface Reading<T> {
    T read(HttpHead head) throws RouteException, ExchangeException;
  }

  private <T> T ask(byte[] octets, Deadline deadline, Reading<T> reading)
      throws RouteException, ExchangeException {
    try {
      var answer = reading.read(origin.ask(octets, deadline));
      found.increment();
      health.answered();
      return answer;
    } catch (RouteException e) {
      none.increment();
      health.answered();
      throw e;
    } catch (ExchangeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        failed.increment();
        health.failed(e.sentence());
      }
      throw e;
    }
  }

  /** Asks for the answer as it is; neither health nor counters change. */
  HandlerAnswer ask(RouteQuestion question, Deadline deadline) {
    long began = System.nanoTime();
    var head = new HttpHead(0, List.of());
    Optional<String> failure = Optional.empty();
    try {
      head = origin.ask(request.of(question), deadline);
      HandlerReply.read(head, question);
    } catch (ExchangeException e) {
      failure = Optional.of(e.sentence());
    } catch (RouteException _) {
      // It stands in the headers.
    }
    var took = Duration.ofNanos(System.nanoTime() - began);
    return new HandlerAnswer(url, head.status(), head.headers(), failure, took);
  }

  /** Whatever speaks HTTP and does not call itself broken is worth a try. */
  private void probe() throws ExchangeException {
    var head = origin.ask(request.probe(), Deadline.in(PROBE_TIME));
    if (head.status() >= 500) {
      throw new ExchangeException("it answered with HTTP status " + head.status());
    }
  }

  @Override
  public void close() {
    noState.run();
    health.close();
    origin.close();
  }
}
