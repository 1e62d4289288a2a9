package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.HOST;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.ON_OFF;
import static org.gatepost.settings.Types.PORT;
import static org.gatepost.settings.Types.TEXT;

import java.util.List;
import java.util.Set;
import org.gatepost.settings.AttributeType.Whole;
import org.gatepost.settings.AttributeType.Word;

/** The process, its log, and the commands that administer it (spec http 4). */
public final class ProcessAttributes {
  private static final Set<Scope> H = Set.of(HOST);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<String> LOG_LEVEL =
      attribute(
              new Word(
                  List.of(
                      "debug",
                      "info",
                      "notice",
                      "warn",
                      "error",
                      "crit",
                      "debug_http",
                      "debug_mail",
                      "debug_core",
                      "debug_zimbra")),
              "zimbraReverseProxyLogLevel",
              GS,
              "The least important events that are logged.")
          .orElse("info");

  public static final Attribute<Integer> WORKER_PROCESSES =
      attribute(
              new Whole(1, Integer.MAX_VALUE),
              "zimbraReverseProxyWorkerProcesses",
              GS,
              "How many threads carry the traffic: one for each processor, and no more than this. A change waits for the next restart.")
          .orElse("4");

  public static final Attribute<Integer> WORKER_CONNECTIONS =
      attribute(
              COUNT,
              "zimbraReverseProxyWorkerConnections",
              GS,
              "How many connections each worker process of the original may have.")
          .orElse("10240")
          .notNeeded("gatepostMaxConnections limits the connections of the whole process");

  public static final Attribute<String> ACCEPT_MUTEX =
      attribute(
              ON_OFF,
              "zimbraReverseProxyAcceptMutex",
              GS,
              "Whether the original's worker processes took turns to accept.")
          .orElse("on")
          .notNeeded("every thread accepts for itself, and the kernel spreads connections");

  public static final Attribute<String> SERVER_HOSTNAME =
      attribute(
              TEXT, "zimbra_server_hostname", H, "The original's name of this host's server entry.")
          .notNeeded("server in the host's file says it");

  public static final Attribute<Integer> NAMES_HASH_MAX_SIZE =
      attribute(
              COUNT,
              "proxy_server_names_hash_max_size",
              H,
              "The size of the table in which the original finds host names.")
          .notNeeded("the table grows by itself");

  public static final Attribute<Integer> NAMES_HASH_BUCKET_SIZE =
      attribute(
              COUNT,
              "proxy_server_names_hash_bucket_size",
              H,
              "The size of one row of the table in which the original finds host names.")
          .notNeeded("the table grows by itself");

  public static final Attribute<String> PROV_SERVER =
      attribute(
              TEXT,
              "zimbra_zmprov_default_soap_server",
              H,
              "The mailbox server through which the original's zmprov works.")
          .orElse("localhost")
          .notNeeded("zmprov works on the directory itself");

  public static final Attribute<Integer> PROV_PORT =
      attribute(
              PORT,
              "zimbra_admin_service_port",
              H,
              "The port of the mailbox server through which the original's zmprov works.")
          .orElse("7071")
          .notNeeded("zmprov works on the directory itself");

  public static final Attribute<Integer> INTERPROCESS_SECURITY =
      attribute(
              new Whole(0, 1),
              "zimbra_require_interprocess_security",
              H,
              "Whether garpb prefers the ports with TLS of mailbox servers that have both; 1 means yes.")
          .orElse("1")
          .notYet();

  private ProcessAttributes() {}
}
