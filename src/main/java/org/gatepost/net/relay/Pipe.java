package org.gatepost.net.relay;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A pipe of the kernel, through which octets are spliced from one socket to another. */
record Pipe(FileDescriptor output, FileDescriptor input) {
  static Pipe open() throws IOException {
    FileDescriptor[] ends = FileDescriptor.pipe();
    return new Pipe(ends[0], ends[1]);
  }

  void close() {
    closeQuietly(output);
    closeQuietly(input);
  }

  private static void closeQuietly(FileDescriptor end) {
    try {
      end.close();
    } catch (IOException alreadyGone) {
      // Nothing is lost: whoever closes a pipe has done with what was in it.
    }
  }
}
