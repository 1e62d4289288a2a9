/**
 * A cache of static files in memory: the part of RFC 9111 that they need. Start reading at {@link
 * org.gatepost.web.cache.ResponseCache}.
 */
@NullMarked
package org.gatepost.web.cache;

import org.jspecify.annotations.NullMarked;
