package org.gatepost.net.tls;

import java.io.IOException;
import java.util.Arrays;

/** Reads DER (X.690) that strangers have written: values one after another. */
final class DerReader {
  private final byte[] octets;
  private int at;
  private final int end;

  DerReader(byte[] octets) {
    this(octets, 0, octets.length);
  }

  private DerReader(byte[] octets, int at, int end) {
    this.octets = octets;
    this.at = at;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  /** The tag of the value that is next; negative at the end. */
  int next() {
    return at < end ? octets[at] & 0xff : -1;
  }

  /** The contents of the next value, to be read one by one. */
  DerReader enter(int tag) throws IOException {
    int contents = contents(tag);
    return new DerReader(octets, contents, at);
  }

  /** The contents of the next value. */
  byte[] take(int tag) throws IOException {
    int contents = contents(tag);
    return Arrays.copyOfRange(octets, contents, at);
  }

  /** The next value, with its tag and its length. */
  byte[] whole() throws IOException {
    int start = at;
    contents(next());
    return Arrays.copyOfRange(octets, start, at);
  }

  void skip() throws IOException {
    contents(next());
  }

  /** Passes the next value by, and says where its contents begin; they end where we are now. */
  private int contents(int tag) throws IOException {
    if (next() != tag || at + 2 > end) {
      throw new IOException("it is not the DER that it should be");
    }
    int length = octets[at + 1] & 0xff;
    int contents = at + 2;
    if (length >= 0x80) {
      int digits = length & 0x7f;
      if (digits == 0 || digits > 3 || contents + digits > end) {
        throw new IOException("it is not the DER that it should be");
      }
      length = 0;
      for (int i = 0; i < digits; i++) {
        length = length << 8 | (octets[contents++] & 0xff);
      }
    }
    if (length > end - contents) {
      throw new IOException("it is not the DER that it should be");
    }
    at = contents + length;
    return contents;
  }
}
