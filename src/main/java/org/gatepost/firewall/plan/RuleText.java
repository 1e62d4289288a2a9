package org.gatepost.firewall.plan;

import java.util.regex.Pattern;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;

/**
 * Names and comments as every firewall takes them. Names come from the directory, which strangers
 * may have written: only characters stay that mean nothing to nft, iptables-restore, XML and a
 * shell's single quotes.
 */
final class RuleText {
  private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9 ._:/+()@,=-]");
  // XML forbids two hyphens inside of a comment; iptables might take them for an option.
  private static final Pattern HYPHENS = Pattern.compile("-{2,}");
  // nft takes 128 bytes, ufw's list is read on a terminal.
  private static final int LIMIT = 100;

  private RuleText() {}

  /** What may come in, and from whom: {@code memcached for proxy1.example.com}. */
  static String comment(Permit permit) {
    return plain(permit.service() + " for " + who(permit.source()));
  }

  static String who(Source source) {
    return switch (source) {
      case Anyone() -> "anyone";
      case Networks networks -> plain(networks.who());
    };
  }

  /** A text without what a rule could stumble over, cut where it is too long for a comment. */
  static String plain(String text) {
    String fit = HYPHENS.matcher(UNFIT.matcher(text).replaceAll("_")).replaceAll("-");
    return fit.length() <= LIMIT ? fit : fit.substring(0, LIMIT);
  }
}
