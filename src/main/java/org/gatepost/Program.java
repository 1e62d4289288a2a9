package org.gatepost;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** How this very program is started once more. */
public final class Program {
  private Program() {}

  /**
   * The command line of one of our commands, as it is found on the disk now: after an upgrade that
   * is the new program.
   */
  public static List<String> commandLine(String... arguments) {
    List<String> line = new ArrayList<>();
    String launcher = System.getenv("GATEPOST_LAUNCHER");
    if (launcher != null && !launcher.isEmpty()) {
      line.add(launcher);
    } else {
      line.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
      line.add("-cp");
      line.add(System.getProperty("java.class.path"));
      line.add(Main.class.getName());
    }
    line.addAll(List.of(arguments));
    return line;
  }
}
