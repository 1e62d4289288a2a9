package org.gatepost.route.lookup.answering;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.IpMode;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.StartTlsMode;

/**
 * Where the handler listens, and how it is encrypted.
 *
 * @param address port 0 takes a free one
 * @param onlyIpv6 whether an IPv6 wildcard leaves IPv4 alone
 * @param tls none: HTTP alone
 * @param tlsAlone whether plain HTTP is refused
 */
public record LookupDoor(
    InetSocketAddress address, boolean onlyIpv6, Optional<ServerTls> tls, boolean tlsAlone) {

  /**
   * The door that the settings describe.
   *
   * @param listen the address of the host's file, if it names one
   * @param tls the host's certificate made ready, if it has one
   */
  public static LookupDoor of(
      Optional<String> listen, Optional<ServerTls> tls, EffectiveSettings settings)
      throws ConfigurationException {
    StartTlsMode mode = settings.value(OwnAttributes.HANDLER_TLS);
    if (mode == StartTlsMode.ONLY && tls.isEmpty()) {
      throw new ConfigurationException(
          "gatepostHandlerTls is only, and there is no certificate: set tls.certificate and"
              + " tls.key.");
    }
    IpMode ipMode = settings.value(MailAttributes.IP_MODE);
    String host = listen.orElse(ipMode == IpMode.IPV4 ? "0.0.0.0" : "::");
    try {
      return new LookupDoor(
          new InetSocketAddress(
              InetAddress.getByName(host), settings.value(RouteAttributes.LOOKUP_PORT)),
          ipMode == IpMode.IPV6,
          mode == StartTlsMode.OFF ? Optional.empty() : tls,
          mode == StartTlsMode.ONLY);
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "listen has the value \"%s\", which is no address of this host; allowed: an IPv4 or IPv6 address."
              .formatted(host));
    }
  }
}
