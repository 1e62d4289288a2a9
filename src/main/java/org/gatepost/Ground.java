package org.gatepost;

import org.gatepost.directory.Directory;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.telemetry.Meters;

/** What every role of a process stands on. */
record Ground(
    HostFile file,
    Directory directory,
    EffectiveSettings settings,
    Certificates certificates,
    UpstreamTls upstreamTls,
    Transport transport,
    Meters meters) {}
