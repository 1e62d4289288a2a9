package org.gatepost.route.lookup;

import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.RouteAttributes;

/**
 * The attributes that belong to one protocol (spec mail 2.6, 2.7).
 *
 * @param portAttribute names the attribute of a server that holds its port
 */
record ProtocolAttributes(
    Attribute<String> portAttribute,
    Attribute<String> externalHost,
    Attribute<Integer> externalPort) {

  static ProtocolAttributes of(UpstreamProtocol protocol) {
    return switch (protocol) {
      case IMAP ->
          new ProtocolAttributes(
              RouteAttributes.IMAP_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_IMAP_HOSTNAME,
              RouteAttributes.EXTERNAL_IMAP_PORT);
      case IMAPS ->
          new ProtocolAttributes(
              RouteAttributes.IMAPS_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_IMAPS_HOSTNAME,
              RouteAttributes.EXTERNAL_IMAPS_PORT);
      case POP3 ->
          new ProtocolAttributes(
              RouteAttributes.POP3_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_POP3_HOSTNAME,
              RouteAttributes.EXTERNAL_POP3_PORT);
      case POP3S ->
          new ProtocolAttributes(
              RouteAttributes.POP3S_PORT_ATTRIBUTE,
              RouteAttributes.EXTERNAL_POP3S_HOSTNAME,
              RouteAttributes.EXTERNAL_POP3S_PORT);
    };
  }
}
