/**
 * What becomes of an upstream server's response on its way to the client: headers that are added,
 * rewritten, made safe, and bodies that are compressed (spec http 1.6, 3.5).
 */
@NullMarked
package org.gatepost.web.response;

import org.jspecify.annotations.NullMarked;
