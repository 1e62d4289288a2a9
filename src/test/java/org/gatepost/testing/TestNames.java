package org.gatepost.testing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Names below {@code .test} (RFC 2606) for the servers of these tests, so that no test needs the
 * machine's DNS or its hosts file. All other names are resolved as ever.
 */
public final class TestNames extends InetAddressResolverProvider {
  public static final String MAILBOX_A = "a.mailbox.test";
  public static final String MAILBOX_B = "b.mailbox.test";

  /** Two addresses; at the first one nobody ever listens. */
  public static final String TWO_ADDRESSES = "two.mailbox.test";

  private static final Map<String, List<String>> ADDRESSES =
      Map.of(
          MAILBOX_A,
          List.of("127.0.0.11"),
          MAILBOX_B,
          List.of("127.0.0.12"),
          TWO_ADDRESSES,
          List.of("127.0.0.13", "127.0.0.11"));

  @Override
  public InetAddressResolver get(Configuration configuration) {
    var others = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        var addresses = ADDRESSES.get(host);
        return addresses == null
            ? others.lookupByName(host, policy)
            : addresses.stream().map(InetAddress::ofLiteral);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return others.lookupByAddress(address);
      }
    };
  }

  /** The only address of a name. */
  public static InetAddress addressOf(String name) {
    return InetAddress.ofLiteral(ADDRESSES.getOrDefault(name, List.of(name)).getLast());
  }

  @Override
  public String name() {
    return "names below .test";
  }
}
