/**
 * What operators and their monitoring look at.
 *
 * <p>Start reading at {@link org.gatepost.admin.ConsoleService}.
 */
@NullMarked
package org.gatepost.admin;

import org.jspecify.annotations.NullMarked;
