package org.gatepost.firewall.plan.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Rendering;
import org.gatepost.firewall.plan.Rendering.PlannedFile;

/**
 * The rules of this host before a plan, kept in a folder with a script that brings them back: it
 * needs nothing of this program, so that it works when this program is gone.
 */
final class RulesBefore {
  static final String SCRIPT = "restore.sh";

  private static final String EMPTY_TABLE = "table inet gatepost\ndelete table inet gatepost\n";

  private static final String UNUSED_TABLE =
      "*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\nCOMMIT\n";

  private final Path folder;
  private final List<String> script = new ArrayList<>();

  private RulesBefore(Path folder) {
    this.folder = folder;
  }

  /** Keeps what loading the plan is going to change. */
  static void keep(Manager manager, Rendering rendering, Path folder)
      throws FirewallException, IOException {
    RulesBefore before = new RulesBefore(folder);
    switch (manager) {
      case NFTABLES -> before.nftables();
      case IPTABLES -> {
        before.inputChain("iptables");
        before.inputChain("ip6tables");
      }
      case UFW -> before.ufw();
      case FIREWALLD -> before.firewalld();
    }
    before.files(rendering.files());
    if (manager == Manager.FIREWALLD) {
      before.script.add("firewall-cmd --reload || failed=1");
    }
    before.write();
  }

  /** Only our own table is ever changed; those of others may hold what nft cannot read back. */
  private void nftables() throws FirewallException, IOException {
    boolean there =
        Shell.run("nft list tables").out().lines().anyMatch("table inet gatepost"::equals);
    String table = there ? Shell.demand("nft -s list table inet gatepost") : "";
    Files.writeString(folder.resolve("table.nft"), EMPTY_TABLE + table);
    script.add("nft -f table.nft || failed=1");
  }

  /** The chain INPUT alone: Docker may change others while somebody makes up his mind. */
  private void inputChain(String program) throws FirewallException, IOException {
    String input =
        filterTable(program)
            .lines()
            .filter(line -> line.startsWith(":INPUT ") || line.startsWith("-A INPUT "))
            .collect(Collectors.joining("\n"));
    // The policy first, then an empty chain, then its rules.
    String text = "*filter\n" + input.replaceFirst("(?m)$", "\n-F INPUT") + "\nCOMMIT\n";
    Files.writeString(folder.resolve(program), text);
    script.add("%s-restore --noflush %1$s || failed=1".formatted(program));
  }

  /** Nothing is shown of a table that nobody has used yet. */
  private static String filterTable(String program) throws FirewallException {
    String saved = Shell.demand(program + "-save -t filter");
    return saved.contains(":INPUT ") ? saved : UNUSED_TABLE;
  }

  /** Its files, and the kernel's rules as they were, which need no ufw to come back. */
  private void ufw() throws FirewallException, IOException {
    Shell.demand("cp -a /etc/ufw " + Shell.quoted(folder.resolve("ufw")));
    Shell.demand("cp -a /etc/default/ufw " + Shell.quoted(folder.resolve("default-ufw")));
    script.add("cp -a ufw/. /etc/ufw/ && cp -a default-ufw /etc/default/ufw || failed=1");
    for (String program : List.of("iptables", "ip6tables")) {
      Files.writeString(folder.resolve(program), filterTable(program));
      script.add("%s-restore %1$s || failed=1".formatted(program));
    }
  }

  private void firewalld() throws FirewallException {
    String zone = Shell.demand("firewall-cmd --get-default-zone").strip();
    Shell.demand("cp -a /etc/firewalld " + Shell.quoted(folder));
    // The zone must not vanish while it is the default one.
    script.add("firewall-cmd --set-default-zone=" + Shell.quoted(zone) + " || failed=1");
    script.add("cp -a firewalld/. /etc/firewalld/ || failed=1");
  }

  private void files(List<PlannedFile> files) throws IOException {
    Path kept = Files.createDirectory(folder.resolve("files"));
    for (int i = 0; i < files.size(); i++) {
      Path place = Path.of(files.get(i).place());
      if (Files.exists(place)) {
        Files.copy(place, kept.resolve(String.valueOf(i)), StandardCopyOption.COPY_ATTRIBUTES);
        script.add("cp -p files/%d %s || failed=1".formatted(i, Shell.quoted(place)));
      } else {
        script.add("rm -f " + Shell.quoted(place));
      }
    }
  }

  private void write() throws IOException {
    Files.writeString(
        folder.resolve(SCRIPT),
        """
        #!/bin/sh
        # Brings back the rules that were active before gatepost firewall plan --apply.
        cd "$(dirname "$0")" || exit 1
        PATH=$PATH:/usr/sbin:/sbin
        failed=0
        %s
        exit $failed
        """
            .formatted(String.join("\n", script)));
  }
}
