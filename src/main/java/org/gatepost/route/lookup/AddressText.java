package org.gatepost.route.lookup;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.settings.Cidr;

/** The ways to write an address in a directory. */
final class AddressText {
  private AddressText() {}

  /** The usual text first: RFC 5952 for IPv6; then, for IPv6, all eight groups. */
  static List<String> of(InetAddress address) {
    var bytes = Cidr.plain(address).getAddress();
    if (bytes.length == 4) {
      return List.of(Cidr.plain(address).getHostAddress());
    }
    var groups = new ArrayList<String>();
    for (int i = 0; i < bytes.length; i += 2) {
      groups.add(Integer.toHexString((bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF)));
    }
    return List.of(shortened(groups), String.join(":", groups));
  }

  // RFC 5952 §4.2: the longest run of zeros, the first of equals, and no run of one.
  private static String shortened(List<String> groups) {
    int start = 0;
    int length = 1;
    for (int i = 0; i < groups.size(); i++) {
      int end = i;
      while (end < groups.size() && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    if (length == 1) {
      return String.join(":", groups);
    }
    return String.join(":", groups.subList(0, start))
        + "::"
        + String.join(":", groups.subList(start + length, groups.size()));
  }
}
