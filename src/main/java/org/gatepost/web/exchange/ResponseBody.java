package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import org.gatepost.web.response.Coding;
import org.gatepost.web.response.Compression;
import org.gatepost.web.response.ContentCoder;
import org.jspecify.annotations.Nullable;

/** A response's body on its way to the client, compressed if both want it. */
final class ResponseBody implements AutoCloseable {
  private final ClientSide client;
  private final HttpRequest request;
  private final ExchangeLog log;
  private @Nullable ContentCoder coder;

  ResponseBody(ClientSide client, HttpRequest request, ExchangeLog log) {
    this.client = client;
    this.request = request;
    this.log = log;
  }

  /** The head, which is sent; it may change with what becomes of the body. */
  void head(HttpResponse head) {
    if (client.client().door().terms().compression()) {
      Coding coding = Compression.prepare(request.method(), request.headers(), head);
      if (coding != null) {
        coder = new ContentCoder(coding, client.client().channel().alloc());
      }
    }
    client.send(head);
  }

  /** A piece, which is taken over. */
  void content(HttpContent content) {
    ContentCoder coding = coder;
    if (coding == null) {
      pass(content);
      return;
    }
    ByteBuf octets = content.content();
    if (octets.isReadable()) {
      pass(new DefaultHttpContent(coding.encode(octets.retain())));
    }
    if (content instanceof LastHttpContent last) {
      pass(new DefaultHttpContent(coding.finish()));
      // The end, with its trailers.
      pass(last.replace(Unpooled.EMPTY_BUFFER));
    }
    content.release();
  }

  private void pass(HttpContent content) {
    log.sent(content.content().readableBytes());
    client.send(content);
  }

  @Override
  public void close() {
    if (coder != null) {
      coder.close();
      coder = null;
    }
  }
}
