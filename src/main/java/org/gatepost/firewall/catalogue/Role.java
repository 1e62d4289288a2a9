package org.gatepost.firewall.catalogue;

import java.util.Arrays;
import java.util.Optional;

/** What a host does in a mail system: a value of {@code zimbraServiceEnabled}, or part of one. */
public enum Role {
  PROXY("proxy"),
  MAILBOX("mailbox"),
  MTA("mta"),
  LDAP("ldap"),
  MEMCACHED("memcached"),
  IMAPD("imapd"),
  CHAT("chat"),
  CONVERTD("convertd"),
  DOCUMENTS("onlyoffice"),
  SPELL("spell"),
  ANTIVIRUS("antivirus"),
  AMAVIS("amavis"),
  OPENDKIM("opendkim"),
  CBPOLICYD("cbpolicyd"),
  DNSCACHE("dnscache"),
  LOGGER("logger"),
  SNMP("snmp"),
  /** Zextras' own services beside a mailbox. */
  ZEXTRAS("zextras"),
  /** What every host has: SSH, the configuration daemon. */
  EVERY("every");

  private final String service;

  Role(String service) {
    this.service = service;
  }

  /** The role of that name, in any case. */
  public static Optional<Role> named(String service) {
    return Arrays.stream(values())
        .filter(role -> role.service.equalsIgnoreCase(service))
        .findFirst();
  }

  /** The service as {@code zimbraServiceEnabled} and {@code --role} name it. */
  public String service() {
    return service;
  }
}
