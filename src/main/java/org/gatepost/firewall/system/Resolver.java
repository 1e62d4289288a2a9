package org.gatepost.firewall.system;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host; usually asks the DNS. Blocks. */
public interface Resolver {
  /** All of them, of both families. */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
