package org.gatepost.testing;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;

/** A test class whose every test must release all buffers that it caused to be made. */
public interface LeaksNothing {
  @AfterEach
  default void everyBufferIsReleased() {
    LeakPresenceDetector.check();
  }
}
