package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.testing.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit, as systemd's own tools read it. */
final class UnitFileTest {
  private static final Path UNIT = Path.of("etc/systemd/gatepost.service");

  @TempDir private Path folder;

  private static String analyze(String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Programs.find("systemd-analyze", "systemd").toString());
    line.addAll(List.of(arguments));
    return Programs.run(line).success();
  }

  @Test
  void systemdUnderstandsEveryLine() throws IOException {
    // It also wants the program to exist, which is installed elsewhere.
    Path here =
        Files.writeString(
            folder.resolve("gatepost.service"),
            Files.readString(UNIT)
                .replace(
                    "/usr/share/gatepost/gatepost",
                    Path.of("gatepost").toAbsolutePath().toString()));
    assertThat(analyze("verify", "--man=no", here.toString())).isEmpty();
  }

  @Test
  void systemdUnderstandsTheAuditAndItsTimer() throws IOException {
    for (String unit : List.of("gatepost-audit.service", "gatepost-audit.timer")) {
      Files.writeString(
          folder.resolve(unit),
          Files.readString(Path.of("etc/systemd", unit))
              .replace(
                  "/usr/share/gatepost/gatepost", Path.of("gatepost").toAbsolutePath().toString()));
    }
    assertThat(analyze("verify", "--man=no", folder.resolve("gatepost-audit.timer").toString()))
        .isEmpty();
    assertThat(analyze("verify", "--man=no", folder.resolve("gatepost-audit.service").toString()))
        .isEmpty();
  }

  @Test
  void aServiceThatIsBrokenIntoFindsLittleToDo() throws IOException {
    // In tenths: below 2.5 of 10.
    assertThat(
            analyze("security", "--no-pager", "--offline=true", "--threshold=25", UNIT.toString()))
        .contains("Overall exposure level");
  }

  @Test
  void itMayTakeLongerToStopThanItsSessionsAreWaitedFor() throws IOException {
    String unit = Files.readString(UNIT);
    assertThat(unit).contains("TimeoutStopSec=90s");
    Duration drain = EffectiveSettings.defaults().value(OwnAttributes.DRAIN_TIMEOUT);
    assertThat(drain).isLessThan(Duration.ofSeconds(60));
  }
}
