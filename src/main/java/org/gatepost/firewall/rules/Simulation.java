package org.gatepost.firewall.rules;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.settings.Cidr;

/**
 * The rules of this host, walked through as the kernel does.
 *
 * <p>The packet is the first one of a conversation, the first of its source for a while, and comes
 * the way that routes lead back: limits let it pass, and checks of the reverse path find nothing.
 * Where a rule asks something else, both ways are walked; only if they end differently is the fate
 * unknown.
 */
final class Simulation implements ActiveRules {
  private static final Pattern NETWORK =
      Pattern.compile("(?<![\\w.:])[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*(/\\d{1,3})?(?![\\w.:])");

  private static final Pattern NUMBER = Pattern.compile("(?<!\\d)\\d{1,5}(?!\\d)");

  private final List<BaseChain> bases;
  private final List<String> lines;
  private final Function<InetAddress, Optional<String>> devices;
  private final List<Cidr> networks;
  private final SortedSet<Integer> numbers;
  private final NftListing listing;

  /**
   * Rules from what was read.
   *
   * @param devices the interface that has an address of this host
   * @param texts everything that the tools printed
   */
  Simulation(
      List<BaseChain> bases,
      List<String> lines,
      Function<InetAddress, Optional<String>> devices,
      List<String> texts,
      NftListing listing) {
    this.bases =
        bases.stream()
            .sorted(Comparator.comparing(BaseChain::stage).thenComparingInt(BaseChain::priority))
            .toList();
    this.lines = List.copyOf(lines);
    this.devices = devices;
    this.networks = networksIn(texts);
    this.numbers = Collections.unmodifiableSortedSet(numbersIn(texts));
    this.listing = listing;
  }

  private static List<Cidr> networksIn(List<String> texts) {
    Set<Cidr> found = new TreeSet<>(Comparator.comparing(Cidr::toString));
    for (String text : texts) {
      Matcher matcher = NETWORK.matcher(text);
      while (matcher.find()) {
        try {
          found.add(Cidr.parse(matcher.group()));
        } catch (IllegalArgumentException notAnAddress) {
          // A time, a part of a name, a range of ports.
        }
      }
    }
    return List.copyOf(found);
  }

  private static SortedSet<Integer> numbersIn(List<String> texts) {
    SortedSet<Integer> found = new TreeSet<>();
    for (String text : texts) {
      Matcher matcher = NUMBER.matcher(text);
      while (matcher.find()) {
        int number = Integer.parseInt(matcher.group());
        if (number < 65_536) {
          found.add(number);
        }
      }
    }
    return found;
  }

  @Override
  public List<String> lines() {
    return lines;
  }

  @Override
  public List<Cidr> networks() {
    return networks;
  }

  @Override
  public SortedSet<Integer> numbers() {
    return numbers;
  }

  @Override
  public NftListing listing() {
    return listing;
  }

  @Override
  public Fate fate(Packet packet) {
    Arrival arrival =
        new Arrival(packet, packet.destinationPort(), devices.apply(packet.destination()));
    Fate accepted = new Fate(Outcome.ACCEPTED, "no rule");
    Optional<Fate> doubt = Optional.empty();
    // A way on which the packet leaves: what drops it later does so on the other ways alone.
    Optional<Fate> left = Optional.empty();
    for (BaseChain base : bases) {
      Answer called = base.called().meets(arrival);
      if (called == Answer.NO) {
        continue;
      }
      Walk walk = new Walk(base.chains(), arrival);
      if (walk.through(base.name(), 0)) {
        walk.end(base.policy(), base.policyText());
      }
      if (walk.mustEnd() && called == Answer.YES) {
        return left.orElseGet(walk.ends::getFirst);
      }
      if (walk.mustLeave() && called == Answer.YES) {
        return walk.ends.getFirst();
      }
      if (walk.mayLeave()) {
        left = left.or(() -> Optional.of(walk.doubt()));
      }
      if (walk.mayEnd()) {
        doubt = doubt.or(() -> Optional.of(walk.doubt()));
      }
      accepted = walk.accepted().filter(fate -> !isPolicy(fate, base)).orElse(accepted);
      arrival = walk.arrival;
    }
    return doubt.orElse(accepted);
  }

  private static boolean isPolicy(Fate fate, BaseChain base) {
    return fate.rule().equals(base.policyText()) && base.priority() != 0;
  }

  /** One packet in one base chain: every way that it may take. */
  private static final class Walk {
    /** More than the kernel allows. */
    private static final int DEEP = 64;

    private final Map<String, List<Rule>> chains;
    private final List<Fate> ends = new ArrayList<>();
    private Arrival arrival;
    private Optional<String> unclear = Optional.empty();

    Walk(Map<String, List<Rule>> chains, Arrival arrival) {
      this.chains = chains;
      this.arrival = arrival;
    }

    /** Whether the packet may come out at the end of the chain. */
    boolean through(String chain, int depth) {
      if (depth > DEEP) {
        ends.add(new Fate(Outcome.UNKNOWN, "the chain " + chain + " calls itself"));
        return false;
      }
      boolean mayReturn = false;
      for (Rule rule : chains.getOrDefault(chain, List.of())) {
        Answer answer = rule.condition().meets(arrival);
        if (answer == Answer.NO) {
          continue;
        }
        boolean goesOn =
            switch (rule.verdict()) {
              case Verdict.Continue() -> true;
              case Verdict.Jump(String target) -> {
                note(answer, rule);
                yield through(target, depth + 1);
              }
              case Verdict.Goto(String target) -> {
                note(answer, rule);
                mayReturn |= through(target, depth + 1);
                yield false;
              }
              case Verdict.Return() -> {
                note(answer, rule);
                mayReturn = true;
                yield false;
              }
              case Verdict.Redirect(int port) when answer == Answer.YES -> {
                arrival = arrival.redirected(port);
                yield end(new Verdict.Accept(), rule.text());
              }
              case Verdict.Accept(),
                  Verdict.Drop(),
                  Verdict.Reject(),
                  Verdict.Redirect(int _),
                  Verdict.Elsewhere(),
                  Verdict.Unclear() -> {
                note(answer, rule);
                yield end(rule.verdict(), rule.text());
              }
            };
        if (!goesOn && answer == Answer.YES) {
          return mayReturn;
        }
      }
      return true;
    }

    private void note(Answer answer, Rule rule) {
      if (answer == Answer.MAYBE && unclear.isEmpty()) {
        unclear = Optional.of(rule.text());
      }
    }

    /** An end of this walk; always false: the packet goes no further in this chain. */
    boolean end(Verdict verdict, String text) {
      Outcome outcome =
          switch (verdict) {
            case Verdict.Accept() -> Outcome.ACCEPTED;
            case Verdict.Drop() -> Outcome.DROPPED;
            case Verdict.Reject() -> Outcome.REJECTED;
            case Verdict.Elsewhere() -> Outcome.SENT_ON;
            case Verdict.Unclear(),
                Verdict.Redirect(int _),
                Verdict.Continue(),
                Verdict.Return(),
                Verdict.Jump(String _),
                Verdict.Goto(String _) ->
                Outcome.UNKNOWN;
          };
      ends.add(new Fate(outcome, text));
      return false;
    }

    Optional<Fate> accepted() {
      return ends.stream().filter(fate -> fate.outcome() == Outcome.ACCEPTED).findFirst();
    }

    boolean mayEnd() {
      return ends.stream().anyMatch(fate -> fate.outcome() != Outcome.ACCEPTED);
    }

    boolean mustEnd() {
      return ends.stream()
          .allMatch(
              fate -> fate.outcome() == Outcome.DROPPED || fate.outcome() == Outcome.REJECTED);
    }

    boolean mustLeave() {
      return ends.stream().allMatch(fate -> fate.outcome() == Outcome.SENT_ON);
    }

    boolean mayLeave() {
      return ends.stream().anyMatch(fate -> fate.outcome() == Outcome.SENT_ON);
    }

    Fate doubt() {
      return new Fate(
          Outcome.UNKNOWN,
          unclear.orElseGet(() ->
              ends.stream().filter(Fate::isUnclear).findFirst().orElseGet(ends::getFirst).rule()));
    }
  }
}
