/**
 * What an operator may set: the one table of attributes, their resolved values, and the host's
 * file.
 *
 * <p>Start reading at {@link org.gatepost.settings.Attributes}; then {@link
 * org.gatepost.settings.EffectiveSettings} and {@link org.gatepost.settings.HostFile}.
 */
@NullMarked
package org.gatepost.settings;

import org.jspecify.annotations.NullMarked;
