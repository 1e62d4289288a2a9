/**
 * The record of each login and of each web request, and the log lines rendered from them. Start
 * reading at {@link org.gatepost.telemetry.LoginLog} and {@link org.gatepost.telemetry.AccessLog}.
 */
@NullMarked
package org.gatepost.telemetry;

import org.jspecify.annotations.NullMarked;
