/**
 * The sample mailbox servers of the demo, in a jar of their own that no server loads. Start reading
 * at {@link org.gatepost.demo.GreenMailboxes}.
 */
@NullMarked
package org.gatepost.demo;

import org.jspecify.annotations.NullMarked;
