package org.gatepost.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.gatepost.testing.Programs.Result;

/**
 * The built program with its commands under their old names, as an administrator has them: {@code
 * gatepost}, {@code bin/zmprov}, {@code bin/zmproxyctl} and the others, for one host's file.
 */
public final class Installed {
  private final Path folder;
  private final Map<String, String> environment;

  private Installed(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Lays the commands out in a folder. */
  public static Installed in(Path folder, Path hostFile) throws IOException {
    var root = Path.of("").toAbsolutePath();
    Files.createDirectories(folder.resolve("bin"));
    script(
        folder.resolve("gatepost"),
        "#!/bin/sh\nexec %1$s/bin/run-java.sh %1$s/target/dist \"$@\"\n".formatted(root));
    try (var commands = Files.newDirectoryStream(root.resolve("bin"), "zm*")) {
      for (var command : commands) {
        script(folder.resolve("bin").resolve(command.getFileName()), Files.readString(command));
      }
    }
    return new Installed(
        folder,
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "GATEPOST_CONFIG",
            hostFile.toString(),
            "GATEPOST_LAUNCHER",
            folder.resolve("gatepost").toString()));
  }

  private static void script(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The same with one more variable in the environment of its commands. */
  public Installed with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Installed(folder, more);
  }

  /** Runs a command to its end. */
  public Result run(String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of(command));
    line.set(
        0,
        folder
            .resolve(command[0].equals("gatepost") ? "gatepost" : "bin/" + command[0])
            .toString());
    return Programs.run(line, "", environment);
  }

  /** Runs a line of a shell in which the commands are found by name, as somebody types it. */
  public Result type(String line) throws IOException {
    var path = "PATH=" + folder.resolve("bin") + ":" + folder + ":$PATH; ";
    return Programs.run(List.of("/bin/sh", "-c", path + line), "", environment);
  }

  /** A port that no client's connection takes meanwhile: below those that the kernel gives away. */
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
  }
}
