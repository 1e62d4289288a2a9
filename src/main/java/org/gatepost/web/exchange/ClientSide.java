package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** The way back to a client: an HTTP/1.1 connection, or a stream of an HTTP/2 one. */
interface ClientSide {
  /** Who the client is. */
  Client client();

  /** Sends a head; an informational one is followed by another. */
  void send(HttpResponse head);

  /** Sends a piece of the body, which is taken over; the last one ends the response. */
  void send(HttpContent content);

  /** What was sent goes out. */
  void flush();

  /** Whether more may be sent now without piling up. */
  boolean isWritable();

  /** Whether more of the request's body is wanted: what the client sends waits until it is. */
  void wantsBody(boolean wanted);

  /** The response cannot be finished: the client must not take it for whole. */
  void breakOff();

  /**
   * The exchange has ended.
   *
   * @param inOrder whether the request was read to its end
   */
  void ended(boolean inOrder);

  /** Whether the connection can leave HTTP behind. */
  boolean canUpgrade();

  /** Leaves HTTP behind: the client's channel and its TLS, if any, remain for a relay. */
  Tunnel.ClientEnd upgrade();
}
