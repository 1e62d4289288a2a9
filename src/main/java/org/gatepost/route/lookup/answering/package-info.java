/**
 * The lookup handler: answers other proxies' questions over HTTP (spec mail 1, 2).
 *
 * <p>Start reading at {@link org.gatepost.route.lookup.answering.LookupService}.
 */
@NullMarked
package org.gatepost.route.lookup.answering;

import org.jspecify.annotations.NullMarked;
