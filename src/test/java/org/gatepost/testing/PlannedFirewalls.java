package org.gatepost.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.testing.Network.Place;

/** The firewalls of a {@link MailNetwork}, made by {@code firewall plan} and the real tools. */
public final class PlannedFirewalls {
  /** What a plan says to these is for the next start of the host: none of ours has one. */
  private static final String STAND_INS =
      """
      mkdir -p /run/stand-ins
      cd /run/stand-ins
      echo '#!/bin/sh' > systemctl
      cp systemctl netfilter-persistent
      chmod +x *
      """;

  private static final int STATE_QUESTIONS = 200;

  private final MailNetwork system;
  private final String firewall;

  private PlannedFirewalls(MailNetwork system, String firewall) {
    this.system = system;
    this.firewall = firewall;
  }

  /** Puts a firewall of this kind before each server, as an administrator would. */
  public static void protect(MailNetwork system, String firewall) throws IOException {
    var planned = new PlannedFirewalls(system, firewall);
    // All plans come first: a host behind its firewall might read the directory no longer.
    system.onEach(MailNetwork.SERVERS, planned::plan);
    system.onEach(MailNetwork.SERVERS, planned::apply);
  }

  private String plan(Place place) throws IOException {
    var folder = system.folder(place);
    return system
        .run(
            place,
            folder.resolve("plan.sh"),
            "firewall",
            "plan",
            "-c",
            system.hostFile(place).toString(),
            "--for",
            firewall,
            "--admin-from",
            String.join(",", ExpectedFlows.ADMIN_NETWORKS),
            "--write",
            folder.resolve("plan").toString())
        .success();
  }

  private String apply(Place place) throws IOException {
    var host = system.host(place);
    if (firewall.equals("firewalld")) {
      startFirewalld(host);
    }
    var script = Files.readString(system.folder(place).resolve("plan.sh"));
    host.shell(STAND_INS).success();
    var path = Map.of("PATH", "/run/stand-ins:/usr/sbin:/usr/bin:/sbin:/bin");
    return host.run(List.of("/bin/sh", "-e"), script, path).success();
  }

  private static void startFirewalld(Namespace host) throws IOException {
    Programs.find("dbus-daemon", "dbus-daemon");
    Programs.find("firewalld", "firewalld");
    host.shell("mkdir -p /run/dbus; dbus-daemon --system --fork --nopidfile; firewalld").success();
    for (int i = 0; i < STATE_QUESTIONS; i++) {
      if (host.run("firewall-cmd", "--state").output().startsWith("running")) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new AssertionError("firewalld does not start");
  }
}
