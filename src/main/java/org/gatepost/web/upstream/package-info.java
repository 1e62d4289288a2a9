/**
 * Connections to the servers behind the proxy, which are kept for the next request. Start reading
 * at {@link org.gatepost.web.upstream.UpstreamConnections}.
 */
@NullMarked
package org.gatepost.web.upstream;

import org.jspecify.annotations.NullMarked;
