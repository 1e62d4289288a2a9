/** Every port that a mail system of this kind has, as data: spec http 6.1 and 6.2. */
@NullMarked
package org.gatepost.firewall.catalogue;

import org.jspecify.annotations.NullMarked;
