/**
 * Compares what should be open with what is: spec http 6.5. Start reading at {@link
 * org.gatepost.firewall.audit.Check}.
 */
@NullMarked
package org.gatepost.firewall.audit;

import org.jspecify.annotations.NullMarked;
