package org.gatepost.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The unit by which systemd runs a package's server. A server for the same file is started by
 * systemd alone: one that somebody starts in a shell would have that user's rights, and systemd
 * would neither see nor stop it. All else goes through the control socket, whoever has started it.
 */
record SystemdUnit(Path systemd, String systemctl) {
  private static final String NAME = "gatepost.service";
  private static final Pattern ARGUMENTS = Pattern.compile("argv\\[\\]=(.*?) ;");
  private static final Pattern FILE = Pattern.compile(" run (?:.* )?(?:-c|--config)[ =](\\S+)");

  /** The unit as this host has it, or has not. */
  static SystemdUnit ofHost() {
    return new SystemdUnit(Path.of("/run/systemd/system"), "systemctl");
  }

  /** Whether systemd runs here, and the server of this very file is its business. */
  boolean keeps(Path hostFile) throws InterruptedException {
    if (!Files.isDirectory(systemd)) {
      return false;
    }
    try {
      Answer answer = ask("show", "--property=ExecStart", NAME);
      Matcher start = ARGUMENTS.matcher(answer.text());
      if (answer.exitCode() != 0 || !start.find()) {
        return false;
      }
      Matcher named = FILE.matcher(start.group(1));
      return named.find() && isSame(Path.of(named.group(1)), hostFile);
    } catch (IOException e) {
      return false; // there is no systemctl
    }
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    return Files.exists(one) && Files.isSameFile(one, other);
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @return why it does not run; empty if it does
   */
  Optional<String> start() throws IOException, InterruptedException {
    Answer answer = ask("start", NAME);
    return answer.exitCode() == 0
        ? Optional.empty()
        : Optional.of(
            answer
                .text()
                .lines()
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .findFirst()
                .orElse("systemctl ended with exit code " + answer.exitCode()));
  }

  private record Answer(int exitCode, String text) {}

  private Answer ask(String verb, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(systemctl, "--no-ask-password", verb));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    try (BufferedReader reader = process.inputReader()) {
      String text = String.join("\n", reader.lines().toList());
      return new Answer(process.waitFor(), text);
    }
  }
}
