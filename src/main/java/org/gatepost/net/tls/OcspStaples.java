package org.gatepost.net.tls;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks authorities, now and again, for their word that our certificates are good, so that clients
 * need not ask (RFC 6066 §8, RFC 6960). Only for certificates that name a responder, and whose
 * issuer stands in their chain. Asked in the background, each certificate by a virtual thread of
 * its own; what is known outlives a change of settings that keeps the certificate. Safe for use by
 * many threads.
 */
public final class OcspStaples implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OcspStaples.class);

  private static final int MAX_ANSWER = 64 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LEAST_PAUSE = Duration.ofMinutes(1);
  private static final Duration MOST_PAUSE = Duration.ofHours(12);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<X509Certificate, Staple> staples = new HashMap<>();
  private @Nullable HttpClient responders; // made when somebody is to be asked

  public OcspStaples() {
    this(InstantSource.system());
  }

  OcspStaples(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Begins to ask about a certificate, unless that goes on already.
   *
   * @return what to show with it, to be left by {@link Staple#leave}; null if nobody can be asked
   */
  synchronized @Nullable Staple join(KeyPair pair) {
    Optional<OcspQuestion> question = OcspQuestion.about(pair.chain());
    if (question.isEmpty()) {
      return null;
    }
    Staple staple = staples.get(question.get().certificate());
    if (staple == null) {
      staple = new Staple(question.get(), pair.origin());
      staples.put(question.get().certificate(), staple);
      staple.begin();
    }
    staple.users++;
    return staple;
  }

  /** The answer about one certificate, as far as it is known. */
  final class Staple {
    private final OcspQuestion question;
    private final String origin;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile @Nullable OcspAnswer answer;
    private int users; // guarded by OcspStaples.this

    private Staple(OcspQuestion question, String origin) {
      this.question = question;
      this.origin = origin;
    }

    private void begin() {
      Thread.ofVirtual().name("ocsp").start(this::keepAsking);
    }

    /** What to show in the handshake; null if nothing good is known. */
    byte @Nullable [] response() {
      OcspAnswer known = answer;
      return known != null && known.nextUpdate().isAfter(clock.instant()) ? known.encoded() : null;
    }

    /** It is no longer needed by one of those who joined. */
    void leave() {
      synchronized (OcspStaples.this) {
        users--;
        if (users == 0) {
          staples.remove(question.certificate());
          stopped.complete(null);
        }
      }
    }

    private void keepAsking() {
      boolean failing = false;
      while (!stopped.isDone()) {
        Duration pause = AFTER_FAILURE;
        try {
          OcspAnswer fresh = OcspAnswer.parse(ask(question), question, clock.instant());
          answer = fresh;
          pause = pauseUntil(fresh);
          if (failing) {
            LOG.info("the OCSP responder {} answers again", question.responder());
          }
          failing = false;
        } catch (IOException e) {
          if (!failing && !stopped.isDone()) {
            LOG.warn(
                "no OCSP answer is stapled to the certificate of {}: {} says: {}",
                origin,
                question.responder(),
                e.getMessage());
          }
          failing = true;
        }
        pause(pause);
      }
    }

    private void pause(Duration pause) {
      try {
        stopped.get(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException timeToAsk) {
        // as expected
      } catch (ExecutionException | InterruptedException e) {
        stopped.complete(null);
      }
    }

    /** Half of what it is still good for, so that there is time for a second try. */
    private Duration pauseUntil(OcspAnswer fresh) {
      Duration half = Duration.between(clock.instant(), fresh.nextUpdate()).dividedBy(2);
      return half.compareTo(LEAST_PAUSE) < 0
          ? LEAST_PAUSE
          : half.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : half;
    }
  }

  private synchronized HttpClient responders() throws IOException {
    if (threads.isShutdown()) {
      throw new IOException("given up");
    }
    HttpClient client = responders;
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(threads)
              .build();
      responders = client;
    }
    return client;
  }

  private byte[] ask(OcspQuestion question) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(question.responder())
            .header("Content-Type", "application/ocsp-request")
            .header("Accept", "application/ocsp-response")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofByteArray(question.encoded()))
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        responders()
            .sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
    try {
      HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("given up", e);
    } finally {
      answer.cancel(true);
    }
  }

  /** Asks nobody any more. */
  @Override
  public synchronized void close() {
    staples.values().forEach(staple -> staple.stopped.complete(null));
    staples.clear();
    if (responders != null) {
      responders.shutdownNow();
    }
    threads.shutdownNow();
  }
}
