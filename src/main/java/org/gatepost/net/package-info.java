/**
 * Plumbing that knows no protocol: event loops, addresses, channels. Start reading at {@link
 * org.gatepost.net.Transport}.
 */
@NullMarked
package org.gatepost.net;

import org.jspecify.annotations.NullMarked;
