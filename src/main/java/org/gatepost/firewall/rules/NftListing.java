package org.gatepost.firewall.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code nft -a list ruleset} prints for people: each rule's words, place and handle. */
public final class NftListing {
  /** The listing of a host without nft. */
  public static final NftListing NONE = new NftListing("");

  private static final Pattern BLOCK = Pattern.compile("\\s*(table|chain) (.*) \\{.*");
  private static final Pattern RULE = Pattern.compile("(?s)\\s*(.*) # handle (\\d+)");
  private static final Pattern DORMANT = Pattern.compile("\\s*flags [^\"]*\\bdormant\\b.*");

  private final String text;
  private final List<Listed> rules = new ArrayList<>();
  private final Set<String> dormant = new HashSet<>();

  /**
   * One rule.
   *
   * @param table its family and name
   * @param handle by which nft deletes it
   * @param words on one line, without the handle
   */
  public record Listed(String table, String chain, String handle, String words) {}

  private NftListing(String text) {
    this.text = text;
  }

  /** Reads a listing. */
  public static NftListing read(String text) {
    NftListing listing = new NftListing(text);
    listing.read();
    return listing;
  }

  private void read() {
    String table = "";
    String chain = "";
    // Long sets make several lines of one rule.
    StringBuilder pending = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      Matcher block = BLOCK.matcher(line);
      if (block.matches()) {
        if (block.group(1).equals("table")) {
          table = block.group(2);
        } else {
          chain = block.group(2);
        }
        pending.setLength(0);
        continue;
      }
      if (DORMANT.matcher(line).matches()) {
        dormant.add(table);
      }
      pending.append(pending.isEmpty() ? "" : " ").append(line.strip());
      Matcher rule = RULE.matcher(pending);
      if (rule.matches()) {
        rules.add(new Listed(table, chain, rule.group(2), rule.group(1)));
        pending.setLength(0);
      } else if (line.strip().equals("}") || line.strip().endsWith(";")) {
        pending.setLength(0);
      }
    }
  }

  /** The rules in the order of the listing. */
  public List<Listed> rules() {
    return List.copyOf(rules);
  }

  /** The tables that are switched off: the kernel calls none of their chains. */
  Set<String> dormant() {
    return dormant;
  }

  /** Whether this is said anywhere in it. */
  public boolean says(String words) {
    return text.contains(words);
  }
}
