package org.gatepost.net.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for before TLS begins: RFC 8446 §4.1.2.
 *
 * @param serverName the host it wants to talk to, or null if it does not say
 * @param protocols what it wants to speak; empty if it does not say
 */
record ClientHello(@Nullable String serverName, List<String> protocols) {
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;

  /**
   * Reads a hello.
   *
   * @param body from the version on, without the handshake header
   */
  static ClientHello parse(ByteBuf body) {
    @Nullable String serverName = null;
    List<String> protocols = new ArrayList<>();
    try {
      ByteBuf hello = body.slice();
      hello.skipBytes(2 + 32);
      hello.skipBytes(hello.readUnsignedByte());
      hello.skipBytes(hello.readUnsignedShort());
      hello.skipBytes(hello.readUnsignedByte());
      if (!hello.isReadable()) {
        return new ClientHello(null, List.of());
      }
      ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
      while (extensions.isReadable()) {
        int type = extensions.readUnsignedShort();
        ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
        switch (type) {
          case SERVER_NAME -> serverName = serverName(extension);
          case ALPN -> protocols.addAll(protocolNames(extension));
          default -> {}
        }
      }
    } catch (IndexOutOfBoundsException malformed) {
      // The TLS engine reads the hello next, and finds the words for what is wrong with it.
    }
    return new ClientHello(serverName, protocols);
  }

  /** RFC 6066 §3: a list, of which only host names (type 0) were ever defined. */
  private static @Nullable String serverName(ByteBuf extension) {
    extension.skipBytes(2);
    return extension.isReadable() && extension.readUnsignedByte() == 0
        ? extension.readSlice(extension.readUnsignedShort()).toString(StandardCharsets.US_ASCII)
        : null;
  }

  private static List<String> protocolNames(ByteBuf extension) {
    List<String> names = new ArrayList<>();
    extension.skipBytes(2);
    while (extension.isReadable()) {
      names.add(
          extension.readSlice(extension.readUnsignedByte()).toString(StandardCharsets.US_ASCII));
    }
    return names;
  }
}
