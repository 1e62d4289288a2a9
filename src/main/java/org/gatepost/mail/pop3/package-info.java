/**
 * POP3 before the login, RFC 1939, towards the client and towards the upstream server. Start
 * reading at {@link org.gatepost.mail.pop3.Pop3Dialogue}.
 */
@NullMarked
package org.gatepost.mail.pop3;

import org.jspecify.annotations.NullMarked;
