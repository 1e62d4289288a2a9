package org.gatepost.firewall.system;

import org.gatepost.firewall.catalogue.CataloguePort;

/**
 * A port of the catalogue as one host has it.
 *
 * @param port the row of the catalogue
 * @param number the number on this host, where the settings have moved it
 * @param enabled whether the settings open it here: a disabled feature has no door
 * @param because what says so, for a person: {@code zimbraReverseProxyMailMode https}, {@code
 *     zimbraMailSSLProxyPort 8443}; empty when the default stands
 */
public record Opening(CataloguePort port, int number, boolean enabled, String because) {}
