/**
 * One login attempt from credentials to a logged-in upstream connection. Start reading at {@link
 * org.gatepost.mail.login.LoginFlow}.
 */
@NullMarked
package org.gatepost.mail.login;

import org.jspecify.annotations.NullMarked;
