/**
 * What a conversation before the login is made of: commands go in, {@link Step steps} come out.
 * Plain Java. Start reading at {@link org.gatepost.mail.dialogue.Dialogue}.
 */
@NullMarked
package org.gatepost.mail.dialogue;

import org.jspecify.annotations.NullMarked;
