/**
 * Finding routes by asking others over HTTP: Zimbra's lookup handlers, and servers of stock nginx's
 * {@code auth_http}.
 *
 * <p>Start reading at {@link org.gatepost.route.lookup.asking.HandlerLookup}.
 */
@NullMarked
package org.gatepost.route.lookup.asking;

import org.jspecify.annotations.NullMarked;
