package org.gatepost.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import com.unboundid.ldif.LDIFWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The file of the embedded directory: entries in LDIF (RFC 2849), read and written as a whole. One
 * that was written by hand is kept as {@code FILE.orig} when its comments would be lost.
 */
final class LdifFile {
  private static final String HEAD =
      "# Written by Gatepost, anew after each change; comments are not kept.\n\n";

  private final Path path;

  private LdifFile(Path path) {
    this.path = path;
  }

  /** What was read, and the stamp that the file had then. */
  record Content(List<Entry> entries, Stamp stamp) {}

  /** The file of that name, wherever links lead, so that all who use it meet at the same place. */
  static LdifFile named(Path name) throws DirectoryException {
    try {
      return new LdifFile(name.toRealPath());
    } catch (IOException e) {
      throw new DirectoryException(name + " cannot be read: " + Sentences.of(e), e);
    }
  }

  Path path() {
    return path;
  }

  /** A hidden name beside the file. */
  Path beside(String suffix) {
    return path.resolveSibling("." + path.getFileName() + suffix);
  }

  Stamp stamp() throws DirectoryException {
    try {
      return Stamp.of(path);
    } catch (IOException e) {
      throw new DirectoryException(path + " cannot be read: " + Sentences.of(e), e);
    }
  }

  Content read() throws DirectoryException {
    // The stamp first: what is written while we read has another one, and is read again.
    var stamp = stamp();
    var entries = new ArrayList<Entry>();
    var names = new TreeSet<DN>();
    try (var reader = new LDIFReader(path.toFile())) {
      for (var entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
        if (!names.add(entry.getParsedDN())) {
          throw new DirectoryException(path + ": " + entry.getDN() + " stands there twice.");
        }
        entries.add(entry);
      }
      return new Content(entries, stamp);
    } catch (LDIFException e) {
      throw new DirectoryException(path + ":" + e.getLineNumber() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DirectoryException(path + " cannot be read: " + Sentences.of(e), e);
    } catch (LDAPException e) {
      throw new DirectoryException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes all entries. Whenever the program or the machine stops, the file is the old or the new.
   *
   * @return the stamp of what was written
   */
  Stamp write(List<Entry> entries) throws IOException {
    keepHandwritten();
    var text = new ByteArrayOutputStream();
    text.writeBytes(HEAD.getBytes(StandardCharsets.UTF_8));
    try (var writer = new LDIFWriter(text)) {
      for (var entry : entries) {
        writer.writeEntry(entry);
      }
    }
    return replacement().put(path, text.toByteArray());
  }

  /** Removes what a killed process may have left. */
  void clean() throws IOException {
    Files.deleteIfExists(beside(".new"));
  }

  private void keepHandwritten() throws IOException {
    var original = path.resolveSibling(path.getFileName() + ".orig");
    if (Files.exists(original)) {
      return;
    }
    var content = Files.readAllBytes(path);
    var text = new String(content, StandardCharsets.UTF_8);
    if (!text.startsWith(HEAD) && text.lines().anyMatch(line -> line.startsWith("#"))) {
      replacement().put(original, content);
    }
  }

  private Replacement replacement() {
    return new Replacement(path, beside(".new"));
  }
}
