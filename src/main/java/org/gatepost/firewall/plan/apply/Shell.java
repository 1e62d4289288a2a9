package org.gatepost.firewall.plan.apply;

import java.time.Duration;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.Tool;

/** Runs lines of a shell, as the plan prints them. */
public final class Shell {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Shell() {}

  static Tool.Ran run(String line) throws FirewallException {
    return Tool.run(PATIENCE, "sh", new String[] {"-c", "PATH=$PATH:/usr/sbin:/sbin\n" + line});
  }

  /**
   * What it prints.
   *
   * @throws FirewallException if it fails, with its words
   */
  static String demand(String line) throws FirewallException {
    Tool.Ran ran = run(line);
    if (!ran.well()) {
      String words = (ran.err().isBlank() ? ran.out() : ran.err()).strip();
      throw new FirewallException("%s: %s".formatted(line, words));
    }
    return ran.out();
  }

  /** A path or name as one word of a shell's line. */
  public static String quoted(Object word) {
    String text = word.toString();
    return text.matches("[A-Za-z0-9_./+@:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
