package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.gatepost.web.request.BadRequestException;
import org.gatepost.web.request.RequestHead;
import org.gatepost.web.request.RequestTarget;
import org.jspecify.annotations.Nullable;

/** Netty's request, as decisions see it. */
final class NettyHead implements RequestHead {
  private final HttpRequest request;
  private final RequestTarget target;
  private final String host;

  private NettyHead(HttpRequest request, RequestTarget target, String host) {
    this.request = request;
    this.target = target;
    this.host = host;
  }

  /**
   * Reads what decisions need.
   *
   * @throws BadRequestException with a sentence for the log
   */
  static NettyHead of(HttpRequest request) throws BadRequestException {
    RequestTarget target = RequestTarget.parse(request.uri());
    String authority = target.authority();
    String host = authority != null ? authority : request.headers().get(HttpHeaderNames.HOST);
    return new NettyHead(request, target, host == null ? "" : host);
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public RequestTarget target() {
    return target;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public List<String> all(String lowerCaseName) {
    return request.headers().getAll(lowerCaseName);
  }

  @Override
  public @Nullable String first(String lowerCaseName) {
    return request.headers().get(lowerCaseName);
  }
}
