/**
 * The text-protocol client of memcached; the only package that speaks to it.
 *
 * <p>Start reading at {@link org.gatepost.memcached.Memcached}.
 */
@NullMarked
package org.gatepost.memcached;

import org.jspecify.annotations.NullMarked;
