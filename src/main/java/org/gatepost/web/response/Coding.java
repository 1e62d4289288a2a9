package org.gatepost.web.response;

/**
 * A content coding that responses are compressed with: RFC 9110 §8.4.1. The first is liked best.
 */
public enum Coding {
  GZIP("gzip"),
  DEFLATE("deflate");

  private final String word;

  Coding(String word) {
    this.word = word;
  }

  /** Its name in {@code Content-Encoding}. */
  public String word() {
    return word;
  }
}
