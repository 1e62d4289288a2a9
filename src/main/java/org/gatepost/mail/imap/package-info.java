/**
 * IMAP before the login, RFC 9051 and RFC 3501, towards the client and towards the upstream server.
 * Start reading at {@link org.gatepost.mail.imap.ImapDialogue}.
 */
@NullMarked
package org.gatepost.mail.imap;

import org.jspecify.annotations.NullMarked;
