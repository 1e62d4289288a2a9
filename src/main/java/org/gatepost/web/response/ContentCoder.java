package org.gatepost.web.response;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses the body of one response as it passes: gzip (RFC 1952) or, for {@code deflate}, zlib
 * (RFC 1950). What goes in comes out at once, so that slow streams are not held back. Holds a
 * quarter of a megabyte outside the heap until it is closed. For one event loop.
 */
public final class ContentCoder implements AutoCloseable {
  // The first level that looks for better matches; above it time grows faster than what it saves.
  private static final int LEVEL = 4;
  // More than the mark that a flush writes: with less room, zlib would write it again.
  private static final int LEAST_ROOM = 256;
  private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final ByteBufAllocator allocator;
  private final Deflater deflater;
  private final boolean gzip;
  private final CRC32 checksum = new CRC32();
  private boolean begun;
  private boolean closed;

  public ContentCoder(Coding coding, ByteBufAllocator allocator) {
    this.allocator = allocator;
    this.gzip = coding == Coding.GZIP;
    this.deflater = new Deflater(LEVEL, gzip);
  }

  /**
   * Compresses a part of the body.
   *
   * @param content is released
   * @return the caller's to release; empty if the part is
   */
  public ByteBuf encode(ByteBuf content) {
    try {
      if (!content.isReadable()) {
        return allocator.buffer(0);
      }
      ByteBuf coded = begin(content.readableBytes() / 2);
      try {
        ByteBuffer[] parts = content.nioBuffers();
        for (int i = 0; i < parts.length; i++) {
          if (gzip) {
            checksum.update(parts[i].duplicate());
          }
          deflater.setInput(parts[i]);
          deflate(coded, i == parts.length - 1 ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
        }
        return coded;
      } catch (RuntimeException e) {
        coded.release();
        throw e;
      }
    } finally {
      content.release();
    }
  }

  /**
   * The end of the body; closes the coder.
   *
   * @return the caller's to release
   */
  public ByteBuf finish() {
    ByteBuf coded = begin(0);
    try {
      deflater.finish();
      while (!deflater.finished()) {
        deflate(coded, Deflater.NO_FLUSH);
      }
      if (gzip) {
        coded.writeIntLE((int) checksum.getValue());
        coded.writeIntLE((int) deflater.getBytesRead());
      }
      return coded;
    } catch (RuntimeException e) {
      coded.release();
      throw e;
    } finally {
      close();
    }
  }

  private ByteBuf begin(int expected) {
    if (closed) {
      throw new IllegalStateException("the body has ended");
    }
    ByteBuf coded = allocator.ioBuffer(expected + LEAST_ROOM);
    if (!begun && gzip) {
      coded.writeBytes(GZIP_HEAD);
    }
    begun = true;
    return coded;
  }

  /** Until there is room left, which means that zlib has no more to give. */
  private void deflate(ByteBuf coded, int flush) {
    int room;
    int written;
    do {
      coded.ensureWritable(LEAST_ROOM);
      room = coded.writableBytes();
      written = deflater.deflate(coded.nioBuffer(coded.writerIndex(), room), flush);
      coded.writerIndex(coded.writerIndex() + written);
    } while (written == room);
  }

  /** Gives back native memory; may be called again, and without {@link #finish}. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      deflater.end();
    }
  }
}
