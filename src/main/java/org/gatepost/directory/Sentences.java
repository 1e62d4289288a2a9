package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts the errors of the LDAP library and of files into words for an operator. */
final class Sentences {
  private static final int MAX_CHARS = 300;

  private Sentences() {}

  static String of(LDAPException e) {
    var text = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ");
    var cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text;
    return e.getResultCode().getName() + ": " + cut;
  }

  static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + " is not there.";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied.";
      case DirectoryNotEmptyException folder -> folder.getFile() + " is a folder.";
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason() + ".";
      default -> e.getMessage() + ".";
    };
  }
}
