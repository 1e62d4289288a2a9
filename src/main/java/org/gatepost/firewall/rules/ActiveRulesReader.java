package org.gatepost.firewall.rules;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.Tool;
import org.gatepost.firewall.rules.NftRuleset.Table;
import org.gatepost.firewall.rules.NftRuleset.TableName;

/**
 * Reads the rules that are active on this host: nftables with all who use it (firewalld, iptables
 * of the kind that Debian has, ufw over it), and the older iptables of the kernel.
 *
 * <p>What iptables has put into nftables is read as {@code iptables-save} prints it where it uses
 * extensions, since nft does not show what these say. Blocks for some seconds at most.
 */
public final class ActiveRulesReader {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** The programs, run here or, in tests, elsewhere. */
  @FunctionalInterface
  interface Programs {
    Tool.Ran run(String program, String... arguments) throws FirewallException;
  }

  private final Programs programs;
  private final Function<InetAddress, Optional<String>> devices;
  private final Function<String, Optional<?>> installed;
  private final List<BaseChain> bases = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private NftListing listing = NftListing.NONE;

  ActiveRulesReader(
      Programs programs,
      Function<String, Optional<?>> installed,
      Function<InetAddress, Optional<String>> devices) {
    this.programs = programs;
    this.installed = installed;
    this.devices = devices;
  }

  /**
   * Reads them.
   *
   * @return nothing if no program is installed that could show them
   * @throws FirewallException if they cannot be read, most often because this is not root
   */
  public static Optional<ActiveRules> read() throws FirewallException {
    return new ActiveRulesReader(
            (program, arguments) -> Tool.run(LIMIT, program, arguments),
            Tool::find,
            new Interfaces()::nameOf)
        .rules();
  }

  Optional<ActiveRules> rules() throws FirewallException {
    boolean nft = isInstalled("nft");
    if (nft) {
      readNft();
    }
    for (boolean ipv4 : new boolean[] {true, false}) {
      String family = ipv4 ? "iptables" : "ip6tables";
      if (isInstalled(family + "-legacy-save")) {
        add(IptablesSave.read(said(family + "-legacy-save"), ipv4));
      }
      if (!nft && isInstalled(family + "-save")) {
        String text = said(family + "-save");
        // A link to the older program has said this already.
        if (text.contains("(nf_tables)") || !isInstalled(family + "-legacy-save")) {
          add(IptablesSave.read(text, ipv4));
        }
      }
    }
    boolean some = nft || isInstalled("iptables-save");
    return some
        ? Optional.of(new Simulation(bases, lines, devices, texts, listing))
        : Optional.empty();
  }

  private void readNft() throws FirewallException {
    String text = said("nft", "-a", "list", "ruleset");
    texts.add(text);
    listing = NftListing.read(text);
    NftRuleset ruleset = NftRuleset.read(said("nft", "-j", "list", "ruleset"), listing);
    Set<TableName> ofIptables = new HashSet<>();
    for (Map.Entry<TableName, Table> entry : ruleset.tables().entrySet()) {
      TableName name = entry.getKey();
      if (entry.getValue().isOpaque()) {
        Optional<IptablesSave> save = save(name);
        save.ifPresent(this::add);
        save.ifPresent(_ -> ofIptables.add(name));
      }
      if (!ofIptables.contains(name)) {
        bases.addAll(ruleset.baseChains(name, entry.getValue()));
      }
    }
    lines.addAll(ruleset.lines(ofIptables));
  }

  /** The table as iptables prints it; nothing if that is no table of iptables' own making. */
  private Optional<IptablesSave> save(TableName table) {
    boolean ipv4 = table.family().equals("ip");
    String family = ipv4 ? "iptables" : "ip6tables";
    String program = isInstalled(family + "-nft-save") ? family + "-nft-save" : family + "-save";
    try {
      Tool.Ran ran = programs.run(program, "-t", table.name());
      return ran.well() && ran.out().contains("COMMIT")
          ? Optional.of(IptablesSave.read(ran.out(), ipv4))
          : Optional.empty();
    } catch (FirewallException e) {
      // Then the rules stay opaque, and what depends on them unknown.
      return Optional.empty();
    }
  }

  private void add(IptablesSave save) {
    bases.addAll(save.baseChains());
    lines.addAll(save.lines());
    texts.addAll(save.lines());
  }

  private boolean isInstalled(String program) {
    return installed.apply(program).isPresent();
  }

  private String said(String program, String... arguments) throws FirewallException {
    Tool.Ran ran = programs.run(program, arguments);
    if (!ran.well()) {
      throw new FirewallException(
          program
              + " cannot show the rules: "
              + ran.err().lines().findFirst().orElse("exit " + ran.code()));
    }
    return ran.out();
  }
}
