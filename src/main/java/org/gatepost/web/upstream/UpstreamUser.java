package org.gatepost.web.upstream;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** Who uses an upstream connection for one request; called on its event loop. */
public interface UpstreamUser {
  /** The connection is there; it is the user's until it is released or closed. */
  void connected(UpstreamConnection connection);

  /** There is no connection; nothing was sent. */
  void notConnected(String reason);

  /** A head; a further one follows if the status is informational. */
  void response(HttpResponse head);

  /** A piece of the body, the last one as {@code LastHttpContent}; the user's to release. */
  void content(HttpContent content);

  /** No more can be read for now: what was written to the client goes out. */
  void readComplete();

  /** The connection takes more again, or does not. */
  void writabilityChanged();

  /** The connection has ended before the response had. */
  void lost(String reason);
}
