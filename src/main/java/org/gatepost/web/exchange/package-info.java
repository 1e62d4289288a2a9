/**
 * The requests of browsers and the responses to them. Start reading at {@link
 * org.gatepost.web.exchange.Exchange}.
 */
@NullMarked
package org.gatepost.web.exchange;

import org.jspecify.annotations.NullMarked;
