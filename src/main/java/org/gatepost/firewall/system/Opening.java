package org.gatepost.firewall.system;

import java.util.List;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.settings.Cidr;

/**
 * A port of the catalogue as one host has it.
 *
 * @param port the row of the catalogue
 * @param number the number on this host, where the settings have moved it
 * @param enabled whether the settings open it here: a disabled feature has no door
 * @param because what says so, for a person: {@code zimbraReverseProxyMailMode https}, {@code
 *     zimbraMailSSLProxyPort 8443}; empty when the default stands
 * @param from the networks that it is for, where the settings name them, such as the balancers of a
 *     door that demands a PROXY header; empty: for those that the catalogue names
 */
public record Opening(
    CataloguePort port, int number, boolean enabled, String because, List<Cidr> from) {
  public Opening {
    from = List.copyOf(from);
  }

  public Opening(CataloguePort port, int number, boolean enabled, String because) {
    this(port, number, enabled, because, List.of());
  }
}
