package org.gatepost.route.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Entry;
import org.gatepost.route.UpstreamAddress;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.RouteAttributes;

/** Routes to servers outside of the system, of accounts and of domains (spec mail 2.6). */
final class ExternalRoutes {
  /** What has to be read of an account or a domain. */
  static final List<String> ATTRIBUTES = attributes();

  private final EffectiveSettings settings;

  ExternalRoutes(EffectiveSettings settings) {
    this.settings = settings;
  }

  /** Where an account's logins go, if that is outside: its own server, else its domain's. */
  Optional<Destination> ofAccount(
      Entry account, Entry domain, UpstreamProtocol protocol, Trace trace)
      throws ConfigurationException {
    if (protocol.isWeb()) {
      return Optional.empty();
    }
    var own = account.value(RouteAttributes.USE_EXTERNAL_ROUTE);
    boolean wanted =
        own.isPresent()
            ? own.get()
            : domain.value(RouteAttributes.USE_EXTERNAL_ROUTE).orElse(false);
    if (!wanted) {
      return Optional.empty();
    }
    var route = of(account, protocol).or(() -> of(domain, protocol));
    // Both parts from one place: a name from here with a port from there fits nobody.
    route.ifPresentOrElse(
        to -> trace.say("It is sent outside, to %s.".formatted(to)),
        () ->
            trace.say(
                "It should be sent outside, but no complete server for %s is written down."
                    .formatted(protocol.word())));
    return route;
  }

  /** Whether a domain takes logins that have no account; those of mail programs alone. */
  boolean servesWithoutAccount(Entry domain, UpstreamProtocol protocol)
      throws ConfigurationException {
    return !protocol.isWeb()
        && domain.value(RouteAttributes.EXTERNAL_ROUTE_IF_NO_ACCOUNT).orElse(false);
  }

  /** Where a domain's logins go, if that is written down completely. */
  Optional<Destination> ofDomain(Entry domain, UpstreamProtocol protocol) {
    return of(domain, protocol);
  }

  /** Whether a domain's external server gets the login name as it was typed. */
  boolean wantsTypedName(Entry domain) throws ConfigurationException {
    return domain
        .value(RouteAttributes.EXTERNAL_ROUTE_ORIGINAL_NAME)
        .orElse(settings.value(RouteAttributes.EXTERNAL_ROUTE_ORIGINAL_NAME));
  }

  private static Optional<Destination> of(Entry entry, UpstreamProtocol protocol) {
    return ProtocolAttributes.of(protocol).outside().flatMap(outside -> of(entry, outside));
  }

  private static Optional<Destination> of(Entry entry, ProtocolAttributes.Outside outside) {
    var port = entry.first(outside.port().name()).flatMap(UpstreamAddress::asPort);
    return entry
        .first(outside.host().name())
        .flatMap(host -> port.map(p -> new Destination(host, p)));
  }

  private static List<String> attributes() {
    var names = new ArrayList<>(List.of(RouteAttributes.USE_EXTERNAL_ROUTE.name()));
    for (var protocol : UpstreamProtocol.values()) {
      ProtocolAttributes.of(protocol)
          .outside()
          .ifPresent(outside -> {
            names.add(outside.host().name());
            names.add(outside.port().name());
          });
    }
    return List.copyOf(names);
  }
}
