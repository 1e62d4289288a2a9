package org.gatepost.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.gatepost.settings.AttributeType.AddressRange;
import org.gatepost.settings.AttributeType.FileName;
import org.gatepost.settings.AttributeType.Flag;
import org.gatepost.settings.AttributeType.Many;
import org.gatepost.settings.AttributeType.Single;
import org.gatepost.settings.AttributeType.Text;
import org.gatepost.settings.AttributeType.Time;
import org.gatepost.settings.AttributeType.Whole;

/** The types that many attributes share. */
final class Types {
  /** {@code TRUE} or {@code FALSE}, in any case. */
  static final Single<Boolean> BOOLEAN = new Flag();

  /** A TCP port; 0 is taken as "whatever is free" or "none", as the attribute says. */
  static final Single<Integer> PORT = new Whole(0, 65_535);

  /** A whole number that is not negative. */
  static final Single<Integer> COUNT = new Whole(0, Integer.MAX_VALUE);

  /** {@code <n>[ms|s|m|h|d]}; a bare number counts seconds. */
  static final Single<Duration> SECONDS = new Time(ChronoUnit.SECONDS);

  /** {@code <n>[ms|s|m|h|d]}; a bare number counts minutes. */
  static final Single<Duration> MINUTES = new Time(ChronoUnit.MINUTES);

  /** Any text. */
  static final Single<String> TEXT = new Text();

  /** The name of a file. */
  static final Single<Path> FILE = new FileName();

  /** Any number of texts. */
  static final AttributeType<List<String>> TEXTS = new Many<>(TEXT);

  /** Any number of addresses and ranges of addresses. */
  static final AttributeType<List<Cidr>> CIDRS = new Many<>(new AddressRange());

  private Types() {}
}
