/**
 * The rules that are active on this host, read back from the kernel's tools, and what they do to a
 * packet.
 */
@NullMarked
package org.gatepost.firewall.rules;

import org.jspecify.annotations.NullMarked;
