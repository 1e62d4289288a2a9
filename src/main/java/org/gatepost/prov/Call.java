package org.gatepost.prov;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;

/** One command being run: its arguments, read from left to right, and what it may use. */
final class Call {
  private final Terms terms;
  private final Directory directory;
  private final List<String> arguments;
  private int next;

  Call(Terms terms, Directory directory, List<String> arguments) {
    this.terms = terms;
    this.directory = directory;
    this.arguments = arguments;
  }

  Terms terms() {
    return terms;
  }

  PrintWriter out() {
    return terms.out();
  }

  Directory directory() {
    return directory;
  }

  Servers servers() {
    return new Servers(directory);
  }

  Domains domains() {
    return new Domains(directory);
  }

  Accounts accounts() {
    return new Accounts(directory);
  }

  Dump dump() {
    return new Dump(terms);
  }

  /** Prints a line as the original ends them, whatever this system does. */
  void say(String line) {
    out().print(line);
    out().print('\n');
  }

  /** Advice, which changes nothing. */
  void advise(String sentence) {
    terms.err().println(sentence);
  }

  int remaining() {
    return arguments.size() - next;
  }

  /** The next argument. */
  String word() throws UsageError {
    if (remaining() == 0) {
      throw new UsageError();
    }
    return arguments.get(next++);
  }

  /** The next argument, if there is one more. */
  Optional<String> optionalWord() {
    return remaining() == 0 ? Optional.empty() : Optional.of(arguments.get(next++));
  }

  /** Takes an option, if it comes next. */
  boolean option(String name) {
    if (remaining() > 0 && arguments.get(next).equals(name)) {
      next++;
      return true;
    }
    return false;
  }

  /** All arguments that are left. */
  List<String> rest() {
    var rest = arguments.subList(next, arguments.size());
    next = arguments.size();
    return rest;
  }
}
