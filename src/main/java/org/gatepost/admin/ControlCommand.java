package org.gatepost.admin;

import java.util.List;
import java.util.Map;

/**
 * A command of the control socket.
 *
 * @param arguments the members that its request may have, each with a word or two
 * @param sentence what it does
 */
public record ControlCommand(
    String name, Map<String, String> arguments, String sentence, Action action) {

  /** What a command does; it may block, each request has a thread of its own. */
  @FunctionalInterface
  public interface Action {
    /**
     * Does it.
     *
     * @return what the reply holds beside {@code ok}
     * @throws ControlException with a sentence, if it cannot be done
     */
    Map<String, ?> run(Arguments arguments, Caller caller) throws ControlException;
  }

  /** Who asked. */
  public interface Caller {
    /** Tells of what takes its time, a sentence each. */
    void progress(String sentence);

    /** What was made for the caller is closed when its connection ends. */
    void lends(AutoCloseable loan);
  }

  /** What a request holds beside the name of the command. */
  public record Arguments(Map<String, Object> members) {
    /** A text; empty if it is not there. */
    public String text(String name) {
      return members.getOrDefault(name, "").toString();
    }

    /** Whether it is there and true. */
    public boolean isTrue(String name) {
      return Boolean.TRUE.equals(members.get(name));
    }

    /** The texts of a list; none if it is not there. */
    public List<String> texts(String name) {
      return members.get(name) instanceof List<?> list
          ? list.stream().map(String::valueOf).toList()
          : List.of();
    }
  }
}
