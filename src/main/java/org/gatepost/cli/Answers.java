package org.gatepost.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What somebody types at the standard input, with a limit of time. */
final class Answers {
  private static final String END = "";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private @Nullable Thread reader;

  /** Whether the standard input is a terminal. */
  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** Asks, and waits for as long as it takes; whether the answer is yes. */
  boolean yes(String question, PrintWriter out) {
    return yes(question, out, Duration.ofDays(365));
  }

  /** Asks; whether the answer is yes, and comes in time. No answer is no. */
  boolean yes(String question, PrintWriter out, Duration within) {
    out.print(question);
    out.flush();
    if (reader == null) {
      reader = Thread.ofPlatform().daemon().name("answers").start(this::read);
    }
    try {
      return "yes".equalsIgnoreCase(lines.poll(within.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read() {
    try (var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line.strip());
      }
    } catch (IOException e) {
      // As good as its end.
    }
    lines.add(END);
  }
}
