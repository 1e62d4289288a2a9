/**
 * What is known of upstream servers, whatever is spoken with them. Start reading at {@link
 * org.gatepost.net.upstream.UpstreamHealth}.
 */
@NullMarked
package org.gatepost.net.upstream;

import org.jspecify.annotations.NullMarked;
