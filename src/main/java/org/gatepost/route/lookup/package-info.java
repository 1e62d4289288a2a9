/**
 * Finding routes, when nobody remembers them.
 *
 * <p>Start reading at {@link org.gatepost.route.lookup.DirectoryLookup}.
 */
@NullMarked
package org.gatepost.route.lookup;

import org.jspecify.annotations.NullMarked;
