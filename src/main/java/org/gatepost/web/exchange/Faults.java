package org.gatepost.web.exchange;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors of this program, which must not pass for clients that have gone away. */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  /** Writes down what neither the network nor the other side can have caused. */
  static void note(Throwable cause) {
    if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
      LOG.error("a connection of the web was ended by an error of this program", cause);
    }
  }
}
