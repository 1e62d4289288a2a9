package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gatepost.directory.Directory;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.TlsPolicy;
import org.gatepost.net.tls.TlsProvider;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.telemetry.Meters;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.ScriptedLookupHandler.Script;
import org.gatepost.testing.TestNames;

/** Scripted handlers, and a lookup that asks them. */
final class AskingFixture {
  private static final Path SAMPLE =
      Path.of("src/test/resources/org/gatepost/directory/sample.ldif");
  private static final TlsPolicy POLICY =
      new TlsPolicy(TlsProvider.best(), List.of("TLSv1.2", "TLSv1.3"), List.of());

  final Meters meters = new Meters();
  final Transport transport = Transport.start(2);
  private final List<AutoCloseable> open = new ArrayList<>();
  Duration total = Duration.ofSeconds(10);
  Duration quarantine = Duration.ofSeconds(60);
  int maxHeadOctets = 2048;
  private UpstreamTls tls = insecure();

  private static UpstreamTls insecure() {
    try {
      return UpstreamTls.insecure(POLICY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void trust(Path authorities) throws IOException {
    tls.close();
    tls = UpstreamTls.verified(Optional.of(authorities), POLICY);
  }

  UpstreamTls tls() {
    return tls;
  }

  ScriptedLookupHandler handler(Script script) throws IOException {
    return handler(TestNames.MAILBOX_A, script);
  }

  ScriptedLookupHandler handler(String host, Script script) throws IOException {
    return closing(ScriptedLookupHandler.start(host, script));
  }

  <T extends AutoCloseable> T closing(T closeable) {
    open.add(closeable);
    return closeable;
  }

  HandlerLookup open(ScriptedLookupHandler... handlers) throws Exception {
    var urls = new ArrayList<URI>();
    for (var handler : handlers) {
      urls.add(handler.url());
    }
    return open(urls);
  }

  HandlerLookup open(List<URI> urls) throws Exception {
    var terms =
        new HandlerTerms(
            total,
            quarantine,
            maxHeadOctets,
            true,
            Optional.empty(),
            HandlerTerms.USUAL_PROXY_PASSWORD);
    try (var directory = Directory.openToRead(new DirectorySource.EmbeddedFile(SAMPLE))) {
      var list = HandlerList.of(urls, directory, EffectiveSettings.defaults());
      return closing(HandlerLookup.open(list, terms, transport, tls, meters));
    }
  }

  /** Waits for a condition that another thread brings about. */
  void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  void close() throws Exception {
    for (var closeable : open.reversed()) {
      closeable.close();
    }
    transport.close();
    tls.close();
  }
}
