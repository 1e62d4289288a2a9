package org.gatepost;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.lookup.asking.HandlerAnswer;
import org.gatepost.route.lookup.asking.HandlerList;
import org.gatepost.route.lookup.asking.HandlerLookup;
import org.gatepost.route.lookup.asking.HandlerTerms;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.telemetry.Meters;

/** Asks all lookup handlers the same, as the server would ask one of them. */
public final class HandlerSurvey implements AutoCloseable {
  private final HandlerList list;
  private final Transport transport;
  private final UpstreamTls tls;
  private final HandlerLookup handlers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private HandlerSurvey(
      HandlerList list, Transport transport, UpstreamTls tls, HandlerLookup handlers) {
    this.list = list;
    this.transport = transport;
    this.tls = tls;
    this.handlers = handlers;
  }

  /**
   * Finds the handlers; asks nobody yet.
   *
   * @throws IOException if the trusted certificates cannot be read
   */
  public static HandlerSurvey open(HostFile file, Directory directory, EffectiveSettings settings)
      throws ConfigurationException, DirectoryException, IOException {
    HandlerList list = HandlerList.of(file.routes().handlers(), directory, settings);
    HandlerTerms terms = RouteParts.handlerTerms(settings);
    UpstreamTls tls = Generation.upstreamTls(file.tls().upstream(), Generation.tlsPolicy(settings));
    Transport transport = Transport.start(1);
    HandlerLookup handlers = HandlerLookup.open(list, terms, transport, tls, new Meters());
    return new HandlerSurvey(list, transport, tls, handlers);
  }

  /** What is odd about the list, a sentence each. */
  public List<String> warnings() {
    return list.warnings();
  }

  /** The answers of all handlers, in the order of the list; all are asked at once. */
  public List<HandlerAnswer> ask(RouteQuestion question) {
    List<CompletableFuture<HandlerAnswer>> answers =
        list.handlers().stream()
            .map(url -> CompletableFuture.supplyAsync(() -> handlers.ask(url, question), threads))
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    threads.close();
    handlers.close();
    transport.close();
    tls.close();
  }
}
