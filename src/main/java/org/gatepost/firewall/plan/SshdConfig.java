package org.gatepost.firewall.plan;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that a configuration of OpenSSH's server names, files that it includes among them:
 * sshd_config(5), {@code Port}, {@code ListenAddress}, {@code Include}.
 */
final class SshdConfig {
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\w+)(?:\\s*=\\s*|\\s+)\"?([^\"#]+?)\"?\\s*(?:#.*)?");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern LISTEN_ADDRESS_PORT =
      Pattern.compile("(?:\\[[^\\]]*\\]|[^:\\s]+):(\\d+)(?:\\s.*)?");
  // As OpenSSH's server has it: includes may include, but not for ever.
  private static final int DEPTH = 16;

  private final Path file;
  private final Set<Integer> ports = new TreeSet<>();

  private SshdConfig(Path file) {
    this.file = file;
  }

  /** The ports named; empty if none is, or the file cannot be read. */
  static Set<Integer> ports(Path file) {
    SshdConfig config = new SshdConfig(file);
    config.read(file, DEPTH);
    return config.ports;
  }

  /** What {@code sshd -T} prints has the same form. */
  static Set<Integer> ports(String effective) {
    SshdConfig config = new SshdConfig(Path.of("sshd"));
    effective.lines().forEach(line -> config.take(line, 0));
    return config.ports;
  }

  private void read(Path path, int depth) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (IOException unreadable) {
      return; // its other ports may still be found
    }
    lines.forEach(line -> take(line, depth));
  }

  private void take(String line, int depth) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return;
    }
    String value = matcher.group(2);
    switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
      case "port" -> add(value);
      case "listenaddress" -> {
        Matcher address = LISTEN_ADDRESS_PORT.matcher(value);
        if (address.matches()) {
          add(address.group(1));
        }
      }
      case "include" -> {
        if (depth > 0) {
          for (String pattern : BLANKS.split(value, -1)) {
            included(pattern).forEach(path -> read(path, depth - 1));
          }
        }
      }
      default -> {
        // Says nothing about ports.
      }
    }
  }

  private void add(String port) {
    if (port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535) {
      ports.add(Integer.parseInt(port));
    }
  }

  /** Patterns stand in the last part of a path, and begin at the configuration's own folder. */
  private List<Path> included(String pattern) {
    Path path = file.resolveSibling(pattern);
    List<Path> found = new ArrayList<>();
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, String.valueOf(path.getFileName()))) {
      files.forEach(found::add);
    } catch (IOException unreadable) {
      return List.of();
    }
    return found;
  }
}
