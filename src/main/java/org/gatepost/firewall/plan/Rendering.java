package org.gatepost.firewall.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * A whitelist in the words of one firewall. Commands are one shell line each, in their order; they
 * expect the files in their places.
 *
 * @param files what is to be written
 * @param checks commands that open and close nothing, and fail if something is not understood
 * @param loads commands that make the rules active
 * @param keeps commands that make them come back when the host starts; empty where loading does
 * @param notes what an administrator of this firewall should know, a sentence each
 */
public record Rendering(
    List<PlannedFile> files,
    List<String> checks,
    List<String> loads,
    List<String> keeps,
    List<String> notes) {
  public Rendering {
    files = List.copyOf(files);
    checks = List.copyOf(checks);
    loads = List.copyOf(loads);
    keeps = List.copyOf(keeps);
    notes = List.copyOf(notes);
  }

  /** What is to be run once the files are in their places: checked, loaded, kept. */
  public List<String> commands() {
    return Stream.of(checks, loads, keeps).flatMap(List::stream).toList();
  }

  /**
   * One file of a plan.
   *
   * @param name the name below the directory of {@code --write}
   * @param place where it belongs on the host
   */
  public record PlannedFile(String name, String place, String text) {}
}
