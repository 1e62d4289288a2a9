package org.gatepost.route.lookup;

import java.util.Optional;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.RouteAttributes;

/**
 * The attributes that belong to one protocol (spec mail 2.6, 2.7).
 *
 * @param portAttribute names the attribute of a server that holds its port
 * @param outside an account's or a domain's server outside of the system; mail alone has such
 */
record ProtocolAttributes(Attribute<String> portAttribute, Optional<Outside> outside) {

  record Outside(Attribute<String> host, Attribute<Integer> port) {}

  static ProtocolAttributes of(UpstreamProtocol protocol) {
    return switch (protocol) {
      case IMAP ->
          mail(
              RouteAttributes.IMAP_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_IMAP_HOSTNAME,
              RouteAttributes.EXTERNAL_IMAP_PORT);
      case IMAPS ->
          mail(
              RouteAttributes.IMAPS_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_IMAPS_HOSTNAME,
              RouteAttributes.EXTERNAL_IMAPS_PORT);
      case POP3 ->
          mail(
              RouteAttributes.POP3_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_POP3_HOSTNAME,
              RouteAttributes.EXTERNAL_POP3_PORT);
      case POP3S ->
          mail(
              RouteAttributes.POP3S_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_POP3S_HOSTNAME,
              RouteAttributes.EXTERNAL_POP3S_PORT);
      case HTTP -> web(RouteAttributes.HTTP_PORT_ATTRIBUTE);
      case HTTPS -> web(RouteAttributes.HTTPS_PORT_ATTRIBUTE);
    };
  }

  /** The console has a port of its own with TLS alone. */
  static ProtocolAttributes of(UpstreamProtocol protocol, Service service) {
    return service == Service.ADMIN && protocol == UpstreamProtocol.HTTPS
        ? web(RouteAttributes.ADMIN_PORT_ATTRIBUTE)
        : of(protocol);
  }

  private static ProtocolAttributes web(Attribute<String> portAttribute) {
    return new ProtocolAttributes(portAttribute, Optional.empty());
  }

  private static ProtocolAttributes mail(
      Attribute<String> portAttribute, Attribute<String> host, Attribute<Integer> port) {
    return new ProtocolAttributes(portAttribute, Optional.of(new Outside(host, port)));
  }
}
