package org.gatepost.firewall.plan.apply;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Rendering;
import org.jspecify.annotations.Nullable;

/**
 * A plan on its way to be the rules of this host: {@link #begin}, then {@link #apply}, then either
 * {@link #confirm} and {@link #keep}, or {@link #rollBack}. If this program ends in between, the
 * rules before come back without it.
 */
public final class Application implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd_HHmmss_SSS");

  private final Rendering rendering;
  private final Path folder;
  private final FileChannel lock;
  private @Nullable Watch watch;

  private Application(Rendering rendering, Path folder, FileChannel lock) {
    this.rendering = rendering;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Keeps the rules of this moment in a new folder below this one.
   *
   * @throws FirewallException if that fails, or a plan is just being applied
   */
  public static Application begin(Manager manager, Rendering rendering, Path saved)
      throws FirewallException {
    try {
      Files.createDirectories(saved);
      FileChannel channel =
          FileChannel.open(
              saved.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = channel.tryLock();
      if (held == null) {
        channel.close();
        throw new FirewallException("another gatepost firewall plan --apply is at work here");
      }
      Path folder =
          Files.createDirectory(
              saved.resolve("before_" + LocalDateTime.now(ZoneId.systemDefault()).format(TIME)),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      RulesBefore.keep(manager, rendering, folder);
      return new Application(rendering, folder, channel);
    } catch (IOException e) {
      throw new FirewallException(
          "nothing was changed: the present rules cannot be kept in %s: %s".formatted(saved, e), e);
    }
  }

  /** The script that brings the rules before back, also later. */
  public Path restoreScript() {
    return folder.resolve(RulesBefore.SCRIPT);
  }

  /**
   * Makes the plan's rules active.
   *
   * @param confirmWithin how long they stay if nobody confirms them
   * @throws FirewallException if a command fails; the rules before are back then
   */
  public void apply(Duration confirmWithin) throws FirewallException {
    try {
      watch = Watch.start(folder, confirmWithin);
      for (Rendering.PlannedFile file : rendering.files()) {
        PlacedFile.write(Path.of(file.place()), file.text());
      }
      for (String line : rendering.checks()) {
        Shell.demand(line);
      }
      for (String line : rendering.loads()) {
        Shell.demand(line);
      }
      watch.active();
    } catch (FirewallException | IOException e) {
      throw new FirewallException(e.getMessage() + "\n" + rollBack(), e);
    }
  }

  /** The new rules stay; false if it is too late. */
  public boolean confirm() throws FirewallException {
    try {
      return watch != null && watch.confirm();
    } catch (IOException e) {
      throw new FirewallException("cannot be confirmed: %s; %s".formatted(e, rollBack()), e);
    }
  }

  /** Whether the rules before have come back by themselves. */
  public boolean isOver() {
    return watch != null && watch.hasEnded();
  }

  /** Brings the rules before back; what became of it, a sentence. */
  public String rollBack() {
    try {
      if (watch == null || watch.refuse()) {
        return "The rules are again what they were before.";
      }
    } catch (IOException e) {
      // The sentence below says what to do.
    }
    return "The rules before could not be brought back; run: sh " + Shell.quoted(restoreScript());
  }

  /**
   * Makes the rules come back when the host starts.
   *
   * @return what failed, a sentence each
   */
  public List<String> keep() {
    List<String> failures = new ArrayList<>();
    for (String line : rendering.keeps()) {
      try {
        Shell.demand(line);
      } catch (FirewallException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    return failures;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // It is gone with the process.
    }
  }
}
