/**
 * The upstream servers of the web and how one of them is chosen, as plain Java. Start reading at
 * {@link org.gatepost.web.pool.Pool}.
 */
@NullMarked
package org.gatepost.web.pool;

import org.jspecify.annotations.NullMarked;
