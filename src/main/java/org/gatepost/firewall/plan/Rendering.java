package org.gatepost.firewall.plan;

import java.util.List;

/**
 * A whitelist in the words of one firewall.
 *
 * @param files what is to be written
 * @param commands what is to be run then, in this order; one shell line each
 */
public record Rendering(List<PlannedFile> files, List<String> commands) {
  public Rendering {
    files = List.copyOf(files);
    commands = List.copyOf(commands);
  }

  /**
   * One file of a plan.
   *
   * @param name the name below the directory of {@code --write}
   * @param place where it belongs on the host
   */
  public record PlannedFile(String name, String place, String text) {}
}
