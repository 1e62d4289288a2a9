/**
 * Bound sockets, PROXY headers, connection limits. Start reading at {@link
 * org.gatepost.net.listener.Listener}.
 */
@NullMarked
package org.gatepost.net.listener;

import org.jspecify.annotations.NullMarked;
