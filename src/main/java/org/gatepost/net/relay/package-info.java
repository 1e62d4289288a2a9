/**
 * Two connections joined, octets both ways, with back-pressure. Start reading at {@link
 * org.gatepost.net.relay.Relays}.
 */
@NullMarked
package org.gatepost.net.relay;

import org.jspecify.annotations.NullMarked;
