package org.gatepost.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the directory is: {@code directory} of the host's file. */
public sealed interface DirectorySource {
  /** In this process, over a file in LDIF; for up to some thousand accounts. */
  record EmbeddedFile(Path file) implements DirectorySource {}

  /**
   * LDAP servers.
   *
   * @param urls {@code ldap://} or {@code ldaps://} with host and port; the first that can be
   *     reached is used
   * @param startTls whether {@code ldap://} connections are encrypted before anything is said
   * @param bindDn who we are there; nobody if empty
   * @param passwordFile holds the password in its first line; present if {@code bindDn} is
   */
  record LdapServers(
      List<URI> urls,
      boolean startTls,
      Optional<String> bindDn,
      Optional<Path> passwordFile,
      Trust trust)
      implements DirectorySource {}
}
