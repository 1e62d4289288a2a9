/** Compares what should be open with what is: spec http 6.5. */
@NullMarked
package org.gatepost.firewall.audit;

import org.jspecify.annotations.NullMarked;
