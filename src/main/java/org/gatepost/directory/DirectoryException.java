package org.gatepost.directory;

/** The directory cannot be asked, or not answer: one sentence, free of secrets. */
public final class DirectoryException extends Exception {
  private static final long serialVersionUID = 1L;

  DirectoryException(String message) {
    super(message);
  }

  DirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
