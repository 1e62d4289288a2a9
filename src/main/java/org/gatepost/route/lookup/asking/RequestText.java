package org.gatepost.route.lookup.asking;

import java.io.ByteArrayOutputStream;
import java.net.URI;

/** A request in the making, octet by octet; whoever adds a value has made it fit for a header. */
final class RequestText {
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream(512);

  private RequestText() {}

  /** The request line and the host, which goes without a port (spec mail 1.2). */
  static RequestText get(URI url) {
    var text = new RequestText();
    var query = url.getRawQuery();
    var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    text.add(Octets.of("GET " + path + (query == null ? "" : "?" + query) + " HTTP/1.0\r\n"));
    return text.header("Host", url.getHost());
  }

  RequestText header(String name, String value) {
    return header(name, Octets.of(value));
  }

  RequestText header(String name, byte[] value) {
    add(Octets.of(name + ": "));
    add(value);
    add(Octets.of("\r\n"));
    return this;
  }

  /** The whole request, with the empty line behind it. */
  byte[] end() {
    add(Octets.of("\r\n"));
    return octets.toByteArray();
  }

  private void add(byte[] more) {
    octets.write(more, 0, more.length);
  }
}
