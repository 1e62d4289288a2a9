/**
 * The record of each login and the log lines rendered from it. Start reading at {@link
 * org.gatepost.telemetry.LoginLog}.
 */
@NullMarked
package org.gatepost.telemetry;

import org.jspecify.annotations.NullMarked;
