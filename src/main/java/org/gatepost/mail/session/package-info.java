/**
 * Runs a protocol's dialogue on a client's channel. Start reading at {@link
 * org.gatepost.mail.session.DialogueHandler}.
 */
@NullMarked
package org.gatepost.mail.session;

import org.jspecify.annotations.NullMarked;
