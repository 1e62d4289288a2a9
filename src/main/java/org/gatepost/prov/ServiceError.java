package org.gatepost.prov;

import org.gatepost.directory.DirectoryException;

/**
 * A command was understood and could not be done: a code and a message of the original, as they
 * stand in {@code ERROR: <code> (<message>)} (spec http 5.5).
 */
public final class ServiceError extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  private ServiceError(String code, String message) {
    super(message);
    this.code = code;
  }

  private ServiceError(String code, DirectoryException cause) {
    super(cause.getMessage(), cause);
    this.code = code;
  }

  static ServiceError noSuch(Kind kind, String name) {
    return new ServiceError(
        "account.NO_SUCH_" + kind.name(), "no such " + kind.word() + ": " + name);
  }

  static ServiceError noSuchAlias(String name) {
    return new ServiceError("account.NO_SUCH_ALIAS", "no such alias: " + name);
  }

  static ServiceError exists(Kind kind, String name) {
    var what = kind == Kind.ACCOUNT ? "email address" : kind.word();
    return new ServiceError(
        "account." + kind.name() + "_EXISTS", what + " already exists: " + name);
  }

  static ServiceError domainNotEmpty(String name, String why) {
    return new ServiceError("account.DOMAIN_NOT_EMPTY", "domain not empty: " + name + "; " + why);
  }

  static ServiceError invalidName(String message) {
    return new ServiceError("account.INVALID_ATTR_NAME", "invalid attr name: " + message);
  }

  static ServiceError invalidValue(String message) {
    return new ServiceError("account.INVALID_ATTR_VALUE", message);
  }

  static ServiceError invalidRequest(String message) {
    return new ServiceError("service.INVALID_REQUEST", message);
  }

  static ServiceError failure(String message) {
    return new ServiceError("service.FAILURE", message);
  }

  /** What the directory itself did not do. */
  static ServiceError of(DirectoryException e) {
    return new ServiceError(
        switch (e.kind()) {
          case UNREACHABLE, NO_SUCH_ENTRY, LOCKED -> "service.FAILURE";
          case NOT_ALLOWED -> "service.PERM_DENIED";
          case EXISTS, REFUSED -> "service.INVALID_REQUEST";
        },
        e);
  }

  /** A refusal that the original words in its own way, without a code. */
  static ServiceError refusal(String line) {
    return new ServiceError("", line);
  }

  /** The original's code, such as {@code account.NO_SUCH_SERVER}; empty for a plain refusal. */
  public String code() {
    return code;
  }

  /** The line of standard error. */
  String line() {
    return code.isEmpty()
        ? String.valueOf(getMessage())
        : "ERROR: " + code + " (" + getMessage() + ")";
  }
}
