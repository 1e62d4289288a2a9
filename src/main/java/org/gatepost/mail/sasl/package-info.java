/**
 * The SASL mechanisms that carry a password, RFC 4422, as sealed steps. Plain Java. Start reading
 * at {@link org.gatepost.mail.sasl.SaslExchange}.
 */
@NullMarked
package org.gatepost.mail.sasl;

import org.jspecify.annotations.NullMarked;
