/**
 * Connects to upstream servers and logs in there. Start reading at {@link
 * org.gatepost.mail.upstream.Upstreams}.
 */
@NullMarked
package org.gatepost.mail.upstream;

import org.jspecify.annotations.NullMarked;
