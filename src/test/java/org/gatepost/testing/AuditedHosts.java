package org.gatepost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gatepost.firewall.audit.Check;
import org.gatepost.testing.Network.Place;
import org.gatepost.testing.Programs.Result;

/** What {@code firewall audit} says on each server of a {@link MailNetwork}. */
public record AuditedHosts(Map<Place, Result> audits) {
  private static final int FAILURES = 2;

  /** All but the probe, and the one that walks through every port there is, which takes long. */
  private static final String CHECKS =
      EnumSet.complementOf(EnumSet.of(Check.DRIFT, Check.PROBE)).stream()
          .map(Check::word)
          .collect(Collectors.joining(","));

  /** Audits all servers at once. */
  public static AuditedHosts audit(MailNetwork system) throws IOException {
    return new AuditedHosts(
        system.onEach(
            MailNetwork.SERVERS,
            place ->
                system.run(
                    place,
                    "firewall",
                    "audit",
                    "-c",
                    system.hostFile(place).toString(),
                    "--admin-from",
                    String.join(",", ExpectedFlows.ADMIN_NETWORKS),
                    "--only",
                    CHECKS)));
  }

  /** Fails unless there is neither a failure nor a warning on any server. */
  public static void allAreWell(MailNetwork system) throws IOException {
    audit(system)
        .audits()
        .forEach((place, audit) ->
            assertThat(audit.exit()).as("%s: %s", place.name(), audit.output()).isZero());
  }

  /** The checks that failed on a server, with their sentences. */
  public Map<String, String> failures(Place place) {
    var audit = Objects.requireNonNull(audits.get(place));
    assertThat(audit.exit()).as("%s: %s", place.name(), audit.output()).isEqualTo(FAILURES);
    return audit
        .output()
        .lines()
        .filter(line -> line.startsWith("FAIL "))
        .map(line -> line.substring("FAIL ".length()).strip().split(": ", 2))
        .collect(
            Collectors.toMap(
                parts -> parts[0],
                parts -> parts[1],
                (one, other) -> one + "\n" + other,
                TreeMap::new));
  }
}
