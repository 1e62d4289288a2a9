package org.gatepost;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.gatepost.directory.Directory;
import org.gatepost.net.Transport;
import org.gatepost.net.relay.Relays;
import org.gatepost.net.tls.OcspStaples;
import org.gatepost.net.tls.TicketKeys;
import org.gatepost.net.upstream.UpstreamHealth;
import org.gatepost.telemetry.AccessLog;
import org.gatepost.telemetry.LogFile;
import org.gatepost.telemetry.LoginLog;
import org.gatepost.telemetry.Meters;
import org.gatepost.web.exchange.RequestIds;

/**
 * What outlives every change of settings.
 *
 * @param records the structured log, which both the others write to
 * @param draining whether this process receives no more clients
 */
record Permanent(
    Transport transport,
    Directory directory,
    Relays relays,
    LogFile records,
    LoginLog log,
    AccessLog accessLog,
    TicketKeys ticketKeys,
    OcspStaples staples,
    Limits limits,
    UpstreamHealth upstreamHealth,
    AtomicLong sessionIds,
    RequestIds requestIds,
    AtomicBoolean draining,
    Meters meters) {}
