package org.gatepost.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.gatepost.net.Channels;
import org.gatepost.telemetry.Meters;

/** Answers one request, and closes: monitoring comes once in some seconds. */
final class ConsoleHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final Meters meters;
  private final BooleanSupplier ready;

  ConsoleHandler(Meters meters, BooleanSupplier ready) {
    this.meters = meters;
    this.ready = ready;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    FullHttpResponse response = answer(request);
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private FullHttpResponse answer(FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return response(HttpResponseStatus.BAD_REQUEST, TEXT, "bad request\n");
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return response(HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "GET alone\n");
    }
    return switch (request.uri()) {
      case "/metrics" -> response(HttpResponseStatus.OK, METRICS, meters.exposition());
      case "/health/live" -> response(HttpResponseStatus.OK, TEXT, "ok\n");
      case "/health/ready" ->
          ready.getAsBoolean()
              ? response(HttpResponseStatus.OK, TEXT, "ok\n")
              : response(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, "draining\n");
      default ->
          response(
              HttpResponseStatus.NOT_FOUND,
              TEXT,
              "There are /metrics, /health/live and /health/ready.\n");
    };
  }

  private static FullHttpResponse response(HttpResponseStatus status, String type, String text) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Channels.closeNow(context.channel());
  }
}
