package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.telemetry.AccessLog;
import org.gatepost.telemetry.WebRecord;
import org.jspecify.annotations.Nullable;

/** What is written down of one exchange. Confined to the client's event loop. */
final class ExchangeLog {
  private final AccessLog log;
  private final WebCounts counts;
  private final Arrival arrival;
  private final String method;
  private final String target;
  private final long beginNanos = System.nanoTime();
  private List<String> upstreams = List.of();
  private @Nullable String account;
  private @Nullable String fault;
  private int status;
  private long octetsIn;
  private long octetsOut;
  private long goNanos;
  private long connectNanos = WebRecord.NEVER;
  private long firstByteNanos = WebRecord.NEVER;

  ExchangeLog(WebServices services, Arrival arrival, HttpRequest request) {
    this.log = services.log();
    this.counts = services.counts();
    this.arrival = arrival;
    this.method = request.method().name();
    this.target = request.uri();
  }

  long beginNanos() {
    return beginNanos;
  }

  void account(String name) {
    account = name;
  }

  void fault(String sentence) {
    if (!sentence.isEmpty()) {
      fault = sentence;
    }
  }

  void goesTo(String address) {
    if (upstreams.isEmpty()) {
      upstreams = List.of(address);
    } else {
      upstreams = new ArrayList<>(upstreams);
      upstreams.add(address);
    }
    goNanos = System.nanoTime();
  }

  void connected(boolean kept) {
    connectNanos = kept ? WebRecord.NEVER : System.nanoTime() - goNanos;
  }

  void begun(int code) {
    begun(code, System.nanoTime());
  }

  void begun(int code, long nowNanos) {
    status = code;
    if (!upstreams.isEmpty()) {
      firstByteNanos = nowNanos - beginNanos;
    }
  }

  void read(long octets) {
    octetsIn += octets;
  }

  void sent(long octets) {
    octetsOut += octets;
  }

  long octetsIn() {
    return octetsIn;
  }

  void write(HttpRequest request) {
    HttpHeaders headers = request.headers();
    counts.ended(status);
    WebRecord record =
        new WebRecord(
            Instant.now(),
            arrival.realClientText(),
            arrival.realClient().getPort(),
            arrival.client().localText(),
            arrival.basicUser(),
            method,
            arrival.scheme(),
            arrival.loggedHost(),
            target,
            arrival.protocol(),
            status,
            octetsOut,
            octetsIn,
            headers.get(HttpHeaderNames.REFERER),
            headers.get(HttpHeaderNames.USER_AGENT),
            upstreams,
            account,
            arrival.requestId(),
            new WebRecord.Times(System.nanoTime() - beginNanos, connectNanos, firstByteNanos),
            arrival.client().tls().orElse(null),
            fault);
    // Behind what goes out to clients, and one line behind the other.
    arrival.client().loop().execute(() -> log.write(record));
  }
}
