package org.gatepost.net.relay;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a pipe holds. Linux gives 64 KiB; what goes through in one piece wakes its reader once,
 * so a larger pipe means fewer wake-ups. Neither the JDK nor Netty can ask for one, so fcntl(2) is.
 */
@SuppressWarnings("restricted") // the launcher enables native access
final class PipeSize {
  private static final Logger LOG = LoggerFactory.getLogger(PipeSize.class);
  private static final int F_SETPIPE_SZ = 1031;

  private static final MethodHandle FCNTL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("fcntl"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT),
              Linker.Option.firstVariadicArg(2));

  private PipeSize() {}

  /** Asks for a size; a kernel that refuses (too many pipes of one user) leaves what there was. */
  static void set(int descriptor, int octets) {
    try {
      int ignored = (int) FCNTL.invokeExact(descriptor, F_SETPIPE_SZ, octets);
    } catch (Throwable fault) {
      LOG.warn("pipes stay at their usual size: {}", fault.toString());
    }
  }
}
