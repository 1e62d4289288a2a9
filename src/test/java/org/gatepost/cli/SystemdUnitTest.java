package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who starts the server: systemd its own, a shell all others. */
final class SystemdUnitTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void configure() throws IOException {
    file = Files.writeString(folder.resolve("gatepost.yaml"), "server: a\n");
  }

  /** A host with systemd, whose systemctl says this. */
  private SystemdUnit host(String script) throws IOException {
    Path systemctl = Files.writeString(folder.resolve("systemctl"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new SystemdUnit(folder, systemctl.toString());
  }

  private SystemdUnit hostWithUnitFor(Path hostFile) throws IOException {
    return host(
        "echo 'ExecStart={ path=/usr/share/gatepost/gatepost ;"
            + " argv[]=/usr/share/gatepost/gatepost run -c "
            + hostFile
            + " ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ;"
            + " status=0/0 }'");
  }

  @Test
  void systemdKeepsTheServerOfTheFileThatItsUnitNames() throws IOException, InterruptedException {
    assertThat(hostWithUnitFor(file).keeps(file)).isTrue();
  }

  @Test
  void byWhateverNameTheFileIsFound() throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), file);
    assertThat(hostWithUnitFor(link).keeps(file)).isTrue();
  }

  @Test
  void itDoesNotKeepTheServerOfAnotherFile() throws IOException, InterruptedException {
    Path other = Files.writeString(folder.resolve("other.yaml"), "server: b\n");
    assertThat(hostWithUnitFor(other).keeps(file)).isFalse();
    assertThat(hostWithUnitFor(folder.resolve("gone.yaml")).keeps(file)).isFalse();
  }

  @Test
  void itKeepsNoneIfItHasNoSuchUnit() throws IOException, InterruptedException {
    assertThat(host("echo 'ExecStart='").keeps(file)).isFalse();
    assertThat(host("").keeps(file)).isFalse();
    assertThat(host("echo 'System has not been booted with systemd' >&2; exit 1").keeps(file))
        .isFalse();
  }

  @Test
  void itKeepsNoneWhereItDoesNotRunOrCannotBeAsked() throws IOException, InterruptedException {
    SystemdUnit asked = hostWithUnitFor(file);
    assertThat(new SystemdUnit(folder.resolve("no"), asked.systemctl()).keeps(file)).isFalse();
    assertThat(new SystemdUnit(folder, folder.resolve("no").toString()).keeps(file)).isFalse();
  }

  @Test
  void aStartThatSystemdRefusesIsExplainedInItsWords() throws IOException, InterruptedException {
    assertThat(host("[ \"$*\" = '--no-ask-password start gatepost.service' ]").start()).isEmpty();
    assertThat(host("echo 'Failed to start gatepost.service: Access denied' >&2; exit 4").start())
        .isEqualTo(Optional.of("Failed to start gatepost.service: Access denied"));
    assertThat(host("exit 4").start()).isEqualTo(Optional.of("systemctl ended with exit code 4"));
  }
}
