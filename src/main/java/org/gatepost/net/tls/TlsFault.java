package org.gatepost.net.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import javax.net.ssl.SSLException;

/** What went wrong on a connection with TLS, in words that are fit for the log. */
public final class TlsFault {
  private TlsFault() {}

  /**
   * The message of a fault; but Netty quotes what came in place of TLS, and that may be a login in
   * the clear: it must not stand in the log.
   */
  public static String words(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null && isWrapper(root)) {
      root = root.getCause();
    }
    return root instanceof NotSslRecordException
        ? "not a TLS record"
        : String.valueOf(root.getMessage());
  }

  /** These say only that something went wrong below them. */
  private static boolean isWrapper(Throwable fault) {
    return fault instanceof DecoderException || fault instanceof SSLException;
  }
}
