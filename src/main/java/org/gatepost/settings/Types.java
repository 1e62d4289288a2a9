package org.gatepost.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.gatepost.settings.AttributeType.AddressRange;
import org.gatepost.settings.AttributeType.FileName;
import org.gatepost.settings.AttributeType.Flag;
import org.gatepost.settings.AttributeType.Many;
import org.gatepost.settings.AttributeType.Port;
import org.gatepost.settings.AttributeType.Single;
import org.gatepost.settings.AttributeType.Text;
import org.gatepost.settings.AttributeType.Time;
import org.gatepost.settings.AttributeType.Whole;
import org.gatepost.settings.AttributeType.WholeSeconds;
import org.gatepost.settings.AttributeType.Word;

/** The types that many attributes share. */
final class Types {
  /** {@code TRUE} or {@code FALSE}, in any case. */
  static final Single<Boolean> BOOLEAN = new Flag();

  /** A TCP port. */
  static final Single<Integer> PORT = new Port();

  /** A whole number that is not negative. */
  static final Single<Integer> COUNT = new Whole(0, Integer.MAX_VALUE);

  /** A whole number of seconds, without a unit. */
  static final Single<Duration> WHOLE_SECONDS = new WholeSeconds(0, Integer.MAX_VALUE);

  /** {@code <n>[ms|s|m|h|d]}; a bare number counts seconds. */
  static final Single<Duration> SECONDS = new Time(ChronoUnit.SECONDS);

  /** {@code <n>[ms|s|m|h|d]}; a bare number counts minutes. */
  static final Single<Duration> MINUTES = new Time(ChronoUnit.MINUTES);

  /** Any text. */
  static final Single<String> TEXT = new Text("string");

  /** Any text in ASCII: names of hosts, PEM. */
  static final Single<String> ASCII = new Text("astring");

  /** {@code on} or {@code off}. */
  static final Single<String> ON_OFF = new Word(List.of("on", "off"));

  /** The name of a file. */
  static final Single<Path> FILE = new FileName();

  /** Any number of texts. */
  static final AttributeType<List<String>> TEXTS = new Many<>(TEXT);

  /** Any number of texts in ASCII. */
  static final AttributeType<List<String>> ASCIIS = new Many<>(ASCII);

  /** Any number of addresses and ranges of addresses. */
  static final AttributeType<List<Cidr>> CIDRS = new Many<>(new AddressRange());

  private Types() {}
}
