package org.gatepost.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where a process receives, as the kernel tells. */
public final class OpenSockets {
  private static final String LISTENING = "0A";

  private OpenSockets() {}

  /** The addresses at which a process listens with TCP, each as {@code address:port}. */
  public static Set<String> tcp(long pid) throws IOException {
    return addresses(pid, List.of("tcp", "tcp6"), true);
  }

  /** Those at which it receives datagrams. */
  public static Set<String> udp(long pid) throws IOException {
    return addresses(pid, List.of("udp", "udp6"), false);
  }

  private static Set<String> addresses(long pid, List<String> tables, boolean listening)
      throws IOException {
    var inodes = inodes(pid);
    var found = new TreeSet<String>();
    for (var table : tables) {
      for (var line : Files.readAllLines(Path.of("/proc/net", table))) {
        var columns = line.strip().split("\\s+", -1);
        if (inodes.contains(columns[9]) && (!listening || columns[3].equals(LISTENING))) {
          found.add(address(columns[1]));
        }
      }
    }
    return found;
  }

  private static Set<String> inodes(long pid) throws IOException {
    var inodes = new HashSet<String>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "fd"))) {
      for (var descriptor : descriptors) {
        try {
          var target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (NoSuchFileException closedMeanwhile) {
          // It listens nowhere.
        }
      }
    }
    return inodes;
  }

  /** Words of the host's own order of octets, and a port in hexadecimal digits. */
  private static String address(String text) throws IOException {
    var parts = text.split(":", -1);
    var words = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0]));
    var address = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      address.putInt(words.getInt());
    }
    return InetAddress.getByAddress(address.array()).getHostAddress()
        + ":"
        + Integer.parseInt(parts[1], 16);
  }
}
