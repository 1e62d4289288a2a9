/**
 * The map of a mail system: its hosts, their addresses, and the ports that are open on each by the
 * directory's settings.
 */
@NullMarked
package org.gatepost.firewall.system;

import org.jspecify.annotations.NullMarked;
