package org.gatepost.prov;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;

/**
 * {@code zmprov} on one directory: single commands, batches and conversations (spec http 5.1).
 * Confined to one thread.
 */
public final class Prov {
  private static final String PROMPT = "prov> ";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int FAILED = 2;
  private static final int MISUSED = 1;

  private final Directory directory;
  private final Terms terms;

  public Prov(Directory directory, Terms terms) {
    this.directory = directory;
    this.terms = terms;
  }

  /**
   * Runs the command of a command line.
   *
   * @return 0, 1 for wrong usage, 2 for a failure
   */
  public int run(List<String> words) {
    var command = Command.named(words.getFirst());
    if (command.isEmpty()) {
      Help.general(terms.out());
      adviseInsteadOf(words.getFirst(), Optional.empty());
      flush();
      return MISUSED;
    }
    int exit = run(command.get(), words, Optional.empty());
    if (exit == MISUSED) {
      terms.out().print("For general help, type : zmprov --help\n");
    }
    flush();
    return exit;
  }

  /**
   * Runs one command a line, to the end or to {@code exit}. A batch keeps the lock of an embedded
   * directory until that is closed; somebody who types has it only while a command changes
   * something.
   *
   * @param batch whether errors name the line
   * @return 0, or 2 if any command has failed
   */
  public int converse(Lines lines, boolean batch) throws IOException {
    boolean failed = false;
    var counted = new Counted(lines);
    while (true) {
      var line = counted.next();
      if (line.isEmpty()) {
        return failed ? FAILED : 0;
      }
      var number = batch ? Optional.of(counted.first) : Optional.<Integer>empty();
      try {
        var words = Words.of(line.get());
        if (terms.verbose()) {
          terms.out().print(echo(line.get(), words) + "\n");
        }
        if (words.isEmpty()) {
          continue;
        }
        if (Command.named(words.getFirst()).equals(Optional.of(Command.EXIT))) {
          return failed ? FAILED : 0;
        }
        failed |= answer(words, number) != 0;
      } catch (ServiceError e) {
        failed = true;
        complain(e, number);
      }
      if (!batch) {
        directory.releaseLock();
      }
      flush();
    }
  }

  private int answer(List<String> words, Optional<Integer> line) {
    var command = Command.named(words.getFirst());
    if (command.isEmpty()) {
      terms.out().print("Unknown command. Type: 'help commands' for a list\n");
      adviseInsteadOf(words.getFirst(), line);
      return MISUSED;
    }
    return run(command.get(), words, line);
  }

  private int run(Command command, List<String> words, Optional<Integer> line) {
    var arguments = words.subList(1, words.size());
    try {
      if (command.changes()) {
        directory.takeLock(PATIENCE);
      }
      command.run(new Call(terms, directory, arguments));
      return 0;
    } catch (UsageError e) {
      e.complaint().ifPresent(text -> terms.out().print(text + "\n"));
      Help.usage(command, arguments, terms.out());
      line.ifPresent(number ->
          terms.err().println("line " + number + ": wrong usage of " + command.longName()));
      return MISUSED;
    } catch (ServiceError e) {
      complain(e, line);
    } catch (DirectoryException e) {
      complain(ServiceError.of(e), line);
    }
    return FAILED;
  }

  private void complain(ServiceError error, Optional<Integer> line) {
    // What was printed before it is shown before it.
    terms.out().flush();
    terms.err().println(error.line() + line.map(number -> " (line " + number + ")").orElse(""));
  }

  private void adviseInsteadOf(String word, Optional<Integer> line) {
    terms
        .err()
        .println(
            line.map(number -> "line " + number + ": ").orElse("")
                + "unknown command "
                + word
                + Command.nearestTo(word).map(near -> ", did you mean " + near + "?").orElse(""));
  }

  /** A line as it may be shown. */
  private static String echo(String line, List<String> words) {
    if (!Command.holdsSecret(words)) {
      return line;
    }
    return String.join(" ", words.subList(0, Math.min(2, words.size()))) + " ********";
  }

  private void flush() {
    terms.out().flush();
    terms.err().flush();
  }

  /** Lines joined where they go on, and counted. */
  private static final class Counted {
    private final Lines lines;
    private int last;
    private int first;

    Counted(Lines lines) {
      this.lines = lines;
    }

    Optional<String> next() throws IOException {
      var line = lines.next(PROMPT);
      last++;
      first = last;
      while (line.isPresent() && Words.goesOn(line.get())) {
        var rest = lines.next("");
        last++;
        var begun = line.get().substring(0, line.get().length() - 1);
        line = Optional.of(begun + rest.orElse(""));
      }
      return line;
    }
  }
}
