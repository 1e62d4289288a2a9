/**
 * Gatepost, the one door of a mail system: the program and the place where its parts are put
 * together.
 */
@NullMarked
package org.gatepost;

import org.jspecify.annotations.NullMarked;
