package org.gatepost.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One host's file, {@code gatepost.yaml} (design 3.3): who this host is, and what the directory
 * cannot know. Every path in it is absolute.
 *
 * @param path the file itself; logs, sockets and the like live beside it
 * @param server the name of this host's server entry
 * @param listen the address of all doors; empty: as {@code zimbraIPMode} says
 * @param directory absent if settings come from this file alone and routes from elsewhere
 * @param doors empty: the doors that the attributes describe; else exactly these
 * @param attributes the values of this host alone, by attribute name
 */
public record HostFile(
    Path path,
    String server,
    Optional<String> listen,
    Set<Role> roles,
    Optional<DirectorySource> directory,
    List<Door> doors,
    RouteSource routes,
    TlsFiles tls,
    Map<String, List<String>> attributes) {

  /** The folder of the file, at which its relative paths start. */
  public Path folder() {
    return HostFileReader.folderOf(path);
  }

  /** This file as it would be with other attributes. */
  public HostFile with(Map<String, List<String>> attributes) {
    return new HostFile(path, server, listen, roles, directory, doors, routes, tls, attributes);
  }

  /** What this process does. */
  public enum Role {
    /** Opens the doors. */
    PROXY,
    /** Answers route lookups. */
    HANDLER,
    /** Shows dashboard and metrics. */
    CONSOLE
  }

  /** What is spoken at a door. */
  public enum DoorProtocol {
    IMAP,
    POP3,
    SMTP,
    HTTP,
    ADMIN,
    CERTLOGIN,
    TCP
  }

  /** How a door is encrypted. */
  public enum DoorTls {
    /** Not at all. */
    NONE,
    /** When the client asks for it; the mode comes from the attributes. */
    STARTTLS,
    /** From the first byte. */
    IMPLICIT
  }

  /**
   * One listener.
   *
   * @param address where it listens; empty: as {@link HostFile#listen}
   * @param port 0 to 65535; 0 takes a free one
   * @param proxyProtocol whether a PROXY header is required
   * @param attributes the values of this door alone, by attribute name
   * @param certificate the chain of this door's own pair; present if {@code key} is
   */
  public record Door(
      DoorProtocol protocol,
      Optional<String> address,
      int port,
      DoorTls tls,
      boolean proxyProtocol,
      Map<String, List<String>> attributes,
      Optional<Path> certificate,
      Optional<Path> key) {}
}
