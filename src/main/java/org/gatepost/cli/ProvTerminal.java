package org.gatepost.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.prov.Command;
import org.gatepost.prov.Completion;
import org.gatepost.prov.Lines;
import org.gatepost.prov.Passwords;
import org.gatepost.prov.Words;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Somebody at a terminal: lines can be edited, called back and completed. */
final class ProvTerminal implements Lines, Passwords, AutoCloseable {
  private static final String HISTORY = "prov_history";
  private static final char NO_ECHO = 0;

  private final Terminal terminal;
  private final LineReader reader;
  private final HarmlessLines history;

  private ProvTerminal(Terminal terminal, LineReader reader, HarmlessLines history) {
    this.terminal = terminal;
    this.reader = reader;
    this.history = history;
  }

  static ProvTerminal open(Directory directory) throws IOException {
    return of(
        TerminalBuilder.builder().name("zmprov").system(true).dumb(true).build(),
        new Completion(directory),
        historyFile());
  }

  static ProvTerminal of(Terminal terminal, Completion completion, Path historyFile) {
    HarmlessLines history = new HarmlessLines();
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("zmprov")
            .history(history)
            .variable(LineReader.HISTORY_FILE, historyFile)
            .parser((line, cursor, context) -> Typed.upTo(line, cursor))
            .completer((_, parsed, candidates) ->
                completion.candidates(((Typed) parsed).read()).stream()
                    .map(Candidate::new)
                    .forEach(candidates::add))
            .option(LineReader.Option.CASE_INSENSITIVE, true)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.INSERT_TAB, false)
            .build();
    return new ProvTerminal(terminal, reader, history);
  }

  @Override
  public Optional<String> next(String prompt) {
    history.keeping = !prompt.isEmpty();
    while (true) {
      try {
        return Optional.of(reader.readLine(prompt));
      } catch (UserInterruptException _) {
        // As in a shell: the line is dropped, the next one is read.
      } catch (EndOfFileException _) {
        return Optional.empty();
      }
    }
  }

  @Override
  public Optional<String> typedFor(String account) throws IOException {
    history.keeping = false;
    return ConsolePasswords.typedTwice(account, this::unseen);
  }

  private Optional<String> unseen(String prompt) {
    try {
      return Optional.of(reader.readLine(prompt, NO_ECHO));
    } catch (UserInterruptException | EndOfFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> piped() {
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }

  /** The history; others must not read what somebody does here. */
  private static Path historyFile() throws IOException {
    String state = System.getenv("XDG_STATE_HOME");
    Path file =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".gatepost_" + HISTORY)
            : Files.createDirectories(Path.of(state, "gatepost")).resolve(HISTORY);
    if (!Files.exists(file) && Files.isWritable(file.getParent())) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return file;
  }

  /** Keeps only commands without a secret; a word that is no command may be a mistyped one. */
  private static final class HarmlessLines extends DefaultHistory {
    private boolean keeping = true;

    @Override
    public void add(Instant time, String line) {
      List<String> words = Words.read(line).words();
      if (keeping
          && !words.isEmpty()
          && Command.named(words.getFirst()).isPresent()
          && !Command.holdsSecret(words)) {
        super.add(time, line);
      }
    }
  }

  /** A line as our own rules of quoting divide it, up to the cursor. */
  private record Typed(String line, int cursor, Words read) implements CompletingParsedLine {
    static Typed upTo(String line, int cursor) {
      return new Typed(line, cursor, Words.read(line.substring(0, cursor)));
    }

    @Override
    public String word() {
      return read.inWord() ? line.substring(read.lastAt(), cursor) : "";
    }

    @Override
    public int wordCursor() {
      return word().length();
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate; // none has anything to escape
    }

    @Override
    public int rawWordCursor() {
      return wordCursor();
    }

    @Override
    public int rawWordLength() {
      return wordCursor();
    }

    @Override
    public int wordIndex() {
      return read.inWord() ? read.words().size() - 1 : read.words().size();
    }

    @Override
    public List<String> words() {
      return read.words();
    }
  }
}
