package org.gatepost.telemetry;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * What is counted in this process. Whoever counts asks for a counter once and keeps it: adding to
 * it then costs next to nothing. Safe for use by many threads.
 */
public final class Meters {
  private record Labelled(Meter meter, List<String> labels) {}

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<Labelled, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<Labelled, BooleanSupplier> states = new ConcurrentHashMap<>();

  public Meters() {
    for (Meter meter : Meter.values()) {
      if (meter.isState()) {
        registerState(meter);
      } else {
        registerCounter(meter);
      }
    }
  }

  private void registerCounter(Meter meter) {
    CounterWithCallback.builder()
        .name(meter.metricName())
        .help(meter.help())
        .labelNames(meter.labels().toArray(String[]::new))
        .callback(callback ->
            counters.forEach((key, count) -> {
              if (key.meter() == meter) {
                callback.call((double) count.sum(), key.labels().toArray(String[]::new));
              }
            }))
        .register(registry);
  }

  private void registerState(Meter meter) {
    GaugeWithCallback.builder()
        .name(meter.metricName())
        .help(meter.help())
        .labelNames(meter.labels().toArray(String[]::new))
        .callback(callback ->
            states.forEach((key, state) -> {
              if (key.meter() == meter) {
                callback.call(state.getAsBoolean() ? 1 : 0, key.labels().toArray(String[]::new));
              }
            }))
        .register(registry);
  }

  /**
   * The counter of these labels, made when it is first asked for.
   *
   * @param labels in the order of the meter's
   */
  public LongAdder counter(Meter meter, String... labels) {
    return counters.computeIfAbsent(labelled(meter, labels), ignored -> new LongAdder());
  }

  /**
   * Shows a state, asked for whenever somebody looks; a second one of the same labels replaces.
   *
   * @return shows it no more; what has replaced it stays
   */
  public Runnable state(Meter meter, BooleanSupplier state, String... labels) {
    Labelled key = labelled(meter, labels);
    states.put(key, state);
    return () -> states.remove(key, state);
  }

  /** The states of a meter as they are now, by label. */
  public Map<String, Boolean> states(Meter meter) {
    Map<String, Boolean> now = new TreeMap<>();
    states.forEach((key, state) -> {
      if (key.meter() == meter) {
        now.put(String.join(" ", key.labels()), state.getAsBoolean());
      }
    });
    return now;
  }

  private static Labelled labelled(Meter meter, String... labels) {
    if (labels.length != meter.labels().size()) {
      throw new IllegalArgumentException(meter + " has the labels " + meter.labels());
    }
    return new Labelled(meter, List.of(labels));
  }

  /** What the counters of a meter add up to that bear all of these labels. */
  public long sum(Meter meter, String... labels) {
    return counters.entrySet().stream()
        .filter(entry -> entry.getKey().meter() == meter)
        .filter(entry -> entry.getKey().labels().containsAll(List.of(labels)))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /** All of it in the text format of Prometheus. */
  public String exposition() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
