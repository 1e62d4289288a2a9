package org.gatepost;

import java.util.ArrayList;
import java.util.List;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.OwnAttributes;

/** Whose word on clients is believed, on mail and web alike (spec http 8). */
final class TrustedPeers {
  private TrustedPeers() {}

  static List<Cidr> of(EffectiveSettings settings) throws ConfigurationException {
    List<Cidr> peers = new ArrayList<>(settings.value(OwnAttributes.TRUSTED_PEERS));
    for (String address : settings.value(MailAttributes.TRUSTED_IP)) {
      try {
        peers.add(Cidr.parse(address));
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(
            "zimbraMailTrustedIP has the value \"" + address + "\"; allowed: an address.");
      }
    }
    return peers;
  }
}
