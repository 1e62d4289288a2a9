package org.gatepost.route.lookup.answering;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** What is said to a request that is no lookup; the connection ends with it. */
enum HttpFault {
  BAD_REQUEST("400 Bad Request"),
  FORBIDDEN("403 Forbidden"),
  NOT_FOUND("404 Not Found"),
  METHOD_NOT_ALLOWED("405 Method Not Allowed\r\nAllow: GET"),
  BODY_TOO_LARGE("413 Content Too Large"),
  LINE_TOO_LONG("414 URI Too Long"),
  HEAD_TOO_LARGE("431 Request Header Fields Too Large"),
  VERSION_NOT_SUPPORTED("505 HTTP Version Not Supported");

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final byte[] head;

  HttpFault(String status) {
    head =
        ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  ByteBuf toBuffer(ByteBufAllocator allocator) {
    return allocator.buffer(head.length).writeBytes(head);
  }
}
