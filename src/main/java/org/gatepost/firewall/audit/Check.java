package org.gatepost.firewall.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatepost.directory.DirectoryException;
import org.gatepost.firewall.FirewallException;

/** The checks, in the order of their report: spec http 6.5. Their names never change. */
public enum Check {
  FIREWALL_ACTIVE(Needs.RULES, FirewallChecks::active),
  IPV6(Needs.RULES, FirewallChecks::ipv6),
  SSH_RULE(Needs.RULES, DoorChecks::ssh),
  MISSING_RULES(Needs.RULES, DoorChecks::missing),
  LISTENING_SOCKETS(Needs.SOCKETS_AND_RULES, DoorChecks::listeners),
  INTERNAL_PORTS(Needs.SOCKETS_AND_RULES, DoorChecks::internal),
  WHITELIST(Needs.SOCKETS_AND_RULES, WhitelistChecks::look),
  BLANKET_ALLOW(Needs.RULES, FirewallChecks::blanket),
  DRIFT(Needs.RULES, WhitelistChecks::drift),
  MEMCACHED_UDP(Needs.SOCKETS, MemcachedChecks::udp),
  MEMCACHED_BIND(Needs.SOCKETS, MemcachedChecks::bind),
  MEMCACHED_VERSION(Needs.SOCKETS, MemcachedChecks::version),
  MEMCACHED_SETTINGS(Needs.SOCKETS, MemcachedChecks::settings),
  UFW_PROFILE(Needs.RULES, UfwProfileCheck::look),
  LOOKUP_TARGET(Needs.DIRECTORY, DirectoryChecks::lookupTarget),
  UPSTREAM_CLEAR_TEXT(Needs.DIRECTORY, DirectoryChecks::clearText),
  WEB_MODES(Needs.DIRECTORY, DirectoryChecks::modes),
  DEFAULT_SECRETS(Needs.DIRECTORY, SecretCheck::look),
  PROBE(Needs.DIRECTORY, Probe::look);

  /** What of this host a check looks at. */
  private enum Needs {
    DIRECTORY,
    SOCKETS,
    RULES,
    SOCKETS_AND_RULES
  }

  private interface Looking {
    List<Finding> look(Scene scene, Report report) throws FirewallException, DirectoryException;
  }

  private final Needs needs;

  @SuppressWarnings("ImmutableEnumChecker") // they are methods
  private final Looking looking;

  Check(Needs needs, Looking looking) {
    this.needs = needs;
    this.looking = looking;
  }

  /** The name for scripts: {@code firewall-active}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Check> named(String word) {
    return Stream.of(values()).filter(check -> check.word().equals(word)).findFirst();
  }

  /** Whether it looks at this host's own rules or sockets. */
  boolean looksHere() {
    return needs != Needs.DIRECTORY;
  }

  /**
   * Looks; never empty. Blocks.
   *
   * @throws DirectoryException if the directory cannot be asked
   */
  public List<Finding> look(Scene scene) throws DirectoryException {
    Report report = new Report(word());
    Optional<String> hidden = hidden(scene);
    if (hidden.isPresent()) {
      return List.of(report.skipped(hidden.get()));
    }
    try {
      return looking.look(scene, report);
    } catch (FirewallException e) {
      return List.of(report.skipped(String.valueOf(e.getMessage())));
    }
  }

  private Optional<String> hidden(Scene scene) {
    if (needs == Needs.DIRECTORY) {
      return Optional.empty();
    }
    if (!scene.here()) {
      return Optional.of("This is not " + scene.host().name() + ": run the audit there.");
    }
    boolean rulesHidden = needs != Needs.SOCKETS && scene.rules().what().isEmpty();
    if (rulesHidden) {
      return Optional.of(scene.rules().whyNot());
    }
    boolean socketsHidden = needs != Needs.RULES && scene.sockets().what().isEmpty();
    return socketsHidden ? Optional.of(scene.sockets().whyNot()) : Optional.empty();
  }
}
