package org.gatepost.net.relay;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A pipe of the kernel, through which octets are spliced from one socket to another. */
record Pipe(FileDescriptor output, FileDescriptor input) {
  /** Also what a reader that has stopped can make the kernel hold for it. */
  static final int CAPACITY = 256 * 1024;

  static Pipe open() throws IOException {
    FileDescriptor[] ends = FileDescriptor.pipe();
    PipeSize.set(ends[1].intValue(), CAPACITY);
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
