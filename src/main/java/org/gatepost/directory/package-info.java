/**
 * The directory: settings, servers, domains and accounts, over LDAP or embedded in this process.
 *
 * <p>The only package that sees the LDAP library; what it offers is in types of our own. Start
 * reading at {@link org.gatepost.directory.Directory}.
 */
@NullMarked
package org.gatepost.directory;

import org.jspecify.annotations.NullMarked;
