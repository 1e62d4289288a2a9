package org.gatepost.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatepost.testing.Programs.Result;

/**
 * A Debian system in a folder, fresh as after its installation: Debian 12 with what is essential
 * there, without a service manager. Its programs use this machine's network and processes.
 *
 * <p>The first test that needs one loads it by mmdebstrap, which takes a minute; it is kept.
 */
public final class DebianRoot {
  private static final String SUITE = "bookworm";
  private static final Path KEPT = Path.of("target/debian-" + SUITE + ".tar");
  private static final String JDK = "usr/lib/jvm/jdk-25";
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

  /** Packages are loaded over the network, and a start-up cache is made. */
  private static final long LIMIT_SECONDS = 240;

  private final Path folder;

  private DebianRoot(Path folder) {
    this.folder = folder;
  }

  /** Whether this machine lets us have one: it takes root, and the right to mount. */
  public static boolean isPossible() throws IOException {
    return Programs.run(List.of("unshare", "--mount", "true")).exit() == 0;
  }

  /** Unpacks one into a folder. */
  public static DebianRoot in(Path folder) throws IOException {
    if (!Files.exists(KEPT)) {
      load();
    }
    Files.createDirectories(folder);
    Programs.run(List.of("tar", "-C", folder.toString(), "-xf", KEPT.toString())).success();
    Files.createDirectories(folder.resolve(JDK));
    return new DebianRoot(folder);
  }

  private static void load() throws IOException {
    var fresh = KEPT.resolveSibling(KEPT.getFileName() + ".new");
    Programs.run(
            List.of(
                Programs.find("mmdebstrap", "mmdebstrap").toString(),
                "--quiet",
                "--variant=essential",
                "--include=adduser",
                "--format=tar",
                SUITE,
                fresh.toString()),
            "",
            Map.of(),
            LIMIT_SECONDS)
        .success();
    Files.move(fresh, KEPT, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A file of the system, such as {@code /etc/passwd}. */
  public Path file(String path) {
    return folder.resolve(path.substring(1));
  }

  /** Runs a line of a shell there, as root, to its end. */
  public Result run(String line) throws IOException {
    return run(line, "mount --bind \"$3\" \"$1/" + JDK + "\"");
  }

  /** The same before somebody has installed a JDK. */
  public Result runWithoutJdk(String line) throws IOException {
    return run(line, "true");
  }

  /** Mounts are this command's own: they end with the last of its processes. */
  private Result run(String line, String jdk) throws IOException {
    var command =
        new ArrayList<>(
            List.of("unshare", "--mount", "--propagation", "private", "/bin/sh", "-ec"));
    command.add(
        """
        mount -t proc proc "$1/proc"
        mount --rbind /dev "$1/dev"
        %s
        exec chroot "$1" /usr/bin/env -i PATH=%s DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
          /bin/sh -c "$2"
        """
            .formatted(jdk, PATH));
    command.addAll(List.of("sh", folder.toString(), line, System.getProperty("java.home")));
    return Programs.run(command, "", Map.of(), LIMIT_SECONDS);
  }
}
