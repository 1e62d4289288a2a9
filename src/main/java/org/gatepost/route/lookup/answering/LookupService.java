package org.gatepost.route.lookup.answering;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatepost.net.Addresses;
import org.gatepost.net.Channels;
import org.gatepost.net.Transport;
import org.gatepost.net.listener.ConnectionLimit;
import org.gatepost.net.listener.Reception;
import org.gatepost.net.listener.Turnstile;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.answering.LookupAnswers.Terms;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.telemetry.Meters;

/**
 * The lookup handler: an HTTP service that tells proxies where users live (spec mail 1, 2). Answers
 * that are remembered are given on the event loops, all others on virtual threads.
 */
public final class LookupService implements Reception, AutoCloseable {
  private static final int LONGEST_LINE = 1_024;
  private static final int LARGEST_HEAD = 8_192;
  private static final long REFRESH_SECONDS = 60;
  private static final long FIRST_REFRESH_SECONDS = 5;

  private final LookupDoor door;
  private final LookupDesk desk;
  private final DirectoryLookup lookup;
  private final ConnectionLimit limit;
  private final ExecutorService searches;
  private final Future<?> refreshing;
  private final Turnstile turnstile;

  /**
   * Makes the service ready to receive callers; whom it knows is looked up meanwhile.
   *
   * @param turnstile counts the connections, which are the last to need the service
   * @throws ConfigurationException if a setting of the handler cannot be used
   */
  public LookupService(
      Transport transport, LookupDoor door, LookupSource source, Turnstile turnstile, Meters meters)
      throws ConfigurationException {
    EffectiveSettings settings = source.settings();
    this.door = door;
    this.lookup = source.lookup();
    this.turnstile = turnstile;
    this.limit = new ConnectionLimit(settings.value(OwnAttributes.HANDLER_MAX_CONNECTIONS), 0);
    ProxyAddresses proxies = new ProxyAddresses(source.directory());
    Callers callers = Callers.of(settings, proxies::all);
    this.searches = Executors.newVirtualThreadPerTaskExecutor();
    LookupAnswers answers =
        new LookupAnswers(
            source.lookup(),
            new CertificateLogin(source),
            new RememberedReplies(settings.value(OwnAttributes.MAX_LOCAL_ROUTES), System::nanoTime),
            new Terms(
                settings.value(OwnAttributes.HANDLER_ROUTE_TTL),
                settings.value(OwnAttributes.NEGATIVE_ROUTE_TTL),
                settings.value(MailAttributes.AUTH_WAIT_INTERVAL)),
            searches);
    this.desk =
        new LookupDesk(
            answers, callers, settings.value(OwnAttributes.HANDLER_IDLE_TIMEOUT), meters);
    firstLook(proxies);
    this.refreshing =
        transport
            .loops()
            .getFirst()
            .scheduleWithFixedDelay(
                () -> searches.execute(proxies::refresh),
                REFRESH_SECONDS,
                REFRESH_SECONDS,
                TimeUnit.SECONDS);
  }

  /** Known proxies are admitted from the first moment, unless the DNS is too slow for that. */
  private void firstLook(ProxyAddresses proxies) {
    try {
      searches.submit(proxies::refresh).get(FIRST_REFRESH_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException later) {
      // The next one is a minute away.
    }
  }

  /** Sets up an accepted connection; the pipeline stands in the order of the wire. */
  @Override
  public boolean receive(SocketChannel channel) {
    if (!turnstile.enter()) {
      return false;
    }
    channel.closeFuture().addListener(ignored -> turnstile.leave());
    InetAddress peer = Addresses.normal(channel.remoteAddress()).getAddress();
    if (!limit.enter(peer)) {
      Channels.closeNow(channel);
      return true;
    }
    channel.closeFuture().addListener(ignored -> limit.leave(peer));
    door.tls()
        .ifPresent(tls -> channel.pipeline().addLast(new TlsOrPlainHandler(tls, door.tlsAlone())));
    channel.pipeline().addLast(decoder(), new LookupHttpHandler(desk, peer));
    return true;
  }

  static HttpRequestDecoder decoder() {
    return new HttpRequestDecoder(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(LARGEST_HEAD - LONGEST_LINE)
            .setStrictLineParsing(false));
  }

  /** Drops all that is remembered. */
  public void forget() {
    lookup.forget();
    desk.answers().forget();
  }

  /** Connections that are kept open end with their next answer, so that callers come anew. */
  public void retire() {
    desk.retiring().set(true);
  }

  /** Gives up what it stands on; whoever is connected gets no more answers. */
  @Override
  public void close() {
    refreshing.cancel(false);
    searches.shutdownNow();
  }
}
