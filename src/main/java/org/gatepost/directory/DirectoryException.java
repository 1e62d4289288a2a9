package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;

/** The directory cannot be asked, or does not do what it is asked: one sentence, no secrets. */
public final class DirectoryException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What callers may want to tell apart. */
  public enum Kind {
    /** It cannot be reached, or did not answer in time. */
    UNREACHABLE,
    /** The entry that is to be changed is not there, or the one above that is to be added. */
    NO_SUCH_ENTRY,
    /** The entry that is to be added is there. */
    EXISTS,
    /** We may not do that, or nobody may write there. */
    NOT_ALLOWED,
    /** Another process holds the embedded directory's file. */
    LOCKED,
    /** It does not take these names or values. */
    REFUSED
  }

  /**
   * The embedded directory's own answer to a change that did not reach its file; the message is a
   * sentence for the operator already. The number is one for private use (RFC 4520 section 3.8).
   */
  static final ResultCode NOT_WRITTEN = ResultCode.valueOf(16_384, "not written");

  private final Kind kind;

  DirectoryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  DirectoryException(String message) {
    super(message);
    kind = Kind.UNREACHABLE;
  }

  DirectoryException(String message, Throwable cause) {
    super(message, cause);
    kind = Kind.UNREACHABLE;
  }

  DirectoryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static DirectoryException of(LDAPException e) {
    if (e.getResultCode().equals(NOT_WRITTEN)) {
      return new DirectoryException(Kind.NOT_ALLOWED, String.valueOf(e.getMessage()), e);
    }
    if (e.getResultCode().equals(ResultCode.REFERRAL)) {
      return new DirectoryException(Kind.NOT_ALLOWED, referred(e), e);
    }
    Kind kind = kindOf(e.getResultCode());
    String what =
        kind == Kind.UNREACHABLE ? "The directory cannot be asked: " : "The directory refused: ";
    return new DirectoryException(kind, what + Sentences.of(e), e);
  }

  private static String referred(LDAPException e) {
    return "The directory server takes no changes, and %s, which it names for that, cannot be used."
        .formatted(String.join(", ", e.getReferralURLs()));
  }

  private static Kind kindOf(ResultCode code) {
    return switch (code.intValue()) {
      case ResultCode.NO_SUCH_OBJECT_INT_VALUE -> Kind.NO_SUCH_ENTRY;
      case ResultCode.ENTRY_ALREADY_EXISTS_INT_VALUE -> Kind.EXISTS;
      case ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE,
          ResultCode.UNWILLING_TO_PERFORM_INT_VALUE,
          ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE,
          ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE,
          ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE ->
          Kind.NOT_ALLOWED;
      case ResultCode.OBJECT_CLASS_VIOLATION_INT_VALUE,
          ResultCode.UNDEFINED_ATTRIBUTE_TYPE_INT_VALUE,
          ResultCode.INVALID_ATTRIBUTE_SYNTAX_INT_VALUE,
          ResultCode.CONSTRAINT_VIOLATION_INT_VALUE,
          ResultCode.NAMING_VIOLATION_INT_VALUE,
          ResultCode.ATTRIBUTE_OR_VALUE_EXISTS_INT_VALUE,
          ResultCode.NO_SUCH_ATTRIBUTE_INT_VALUE,
          ResultCode.NOT_ALLOWED_ON_NONLEAF_INT_VALUE,
          ResultCode.NOT_ALLOWED_ON_RDN_INT_VALUE,
          ResultCode.OBJECT_CLASS_MODS_PROHIBITED_INT_VALUE,
          ResultCode.INVALID_DN_SYNTAX_INT_VALUE ->
          Kind.REFUSED;
      default -> Kind.UNREACHABLE;
    };
  }

  /** Which sort of failure it is. */
  public Kind kind() {
    return kind;
  }
}
