package org.gatepost.settings;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A range of IPv4 or IPv6 addresses. A single address is a range of one.
 *
 * <p>IPv4-mapped IPv6 addresses ({@code ::ffff:192.0.2.1}) are the IPv4 addresses they stand for,
 * on both sides of every comparison: a dual-stack listener reports its IPv4 clients in that form
 * (spec mail 8.1, number 11).
 *
 * @param network the first address of the range
 * @param prefix the number of leading bits that the addresses of the range share
 */
public record Cidr(InetAddress network, int prefix) {
  // InetAddress.ofLiteral also takes "10" and "10.1"; an operator who writes these means a typo.
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)(?:0(?::|$)){2,}");
  private static final int MAPPED_BITS = 96;

  public Cidr {
    var bytes = plainBytes(network);
    if (prefix < 0 || prefix > bytes.length * 8) {
      throw new IllegalArgumentException("the prefix is 0 to " + bytes.length * 8);
    }
    network = addressOf(masked(bytes, prefix));
  }

  /**
   * Reads {@code address} or {@code address/prefix}; never asks the DNS.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    var address = literal(slash < 0 ? text : text.substring(0, slash));
    int bits = plainBytes(address).length * 8;
    if (slash < 0) {
      return new Cidr(address, bits);
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    boolean writtenMapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
    return new Cidr(address, writtenMapped ? prefix - MAPPED_BITS : prefix);
  }

  /** An address as people write it: without scope, its first run of zeros short. */
  public static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return ZEROS.matcher(scope < 0 ? text : text.substring(0, scope)).replaceFirst("::");
  }

  /** The range as people write it, a single address without its prefix. */
  public String text() {
    boolean single = prefix == network.getAddress().length * 8;
    return text(network) + (single ? "" : "/" + prefix);
  }

  public boolean isIpv4() {
    return network instanceof Inet4Address;
  }

  /** Whether one of these ranges has the address. */
  public static boolean anyContains(List<Cidr> ranges, InetAddress address) {
    for (Cidr range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads an address, never asks the DNS.
   *
   * @throws IllegalArgumentException if the text is not an IPv4 or IPv6 address
   */
  public static InetAddress literal(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      throw new IllegalArgumentException("not an IP address");
    }
    return InetAddress.ofLiteral(text);
  }

  /** The IPv4 address that an IPv4-mapped IPv6 address stands for; any other address unchanged. */
  public static InetAddress plain(InetAddress address) {
    return address.getAddress().length == plainBytes(address).length
        ? address
        : addressOf(plainBytes(address));
  }

  /** Whether the address lies in this range; an address of the other family never does. */
  public boolean contains(InetAddress address) {
    var bytes = plainBytes(address);
    var first = network.getAddress();
    return bytes.length == first.length && Arrays.equals(masked(bytes, prefix), first);
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }

  private static byte[] plainBytes(InetAddress address) {
    var bytes = address.getAddress();
    boolean mapped = bytes.length == 16 && bytes[10] == -1 && bytes[11] == -1;
    for (int i = 0; mapped && i < 10; i++) {
      mapped = bytes[i] == 0;
    }
    return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
  }

  private static byte[] masked(byte[] bytes, int prefix) {
    var result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int bits = Math.clamp(prefix - 8L * i, 0, 8);
      result[i] = (byte) (bytes[i] & (0xFF00 >> bits));
    }
    return result;
  }

  private static InetAddress addressOf(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four or sixteen bytes are always an address", e);
    }
  }
}
