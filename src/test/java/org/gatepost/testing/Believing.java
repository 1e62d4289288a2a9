package org.gatepost.testing;

import java.io.IOException;
import java.net.http.HttpClient;

/** The JDK's HTTP client, which believes every certificate that names 127.0.0.1. */
public final class Believing {
  private Believing() {}

  public static HttpClient client(HttpClient.Version version) throws IOException {
    return HttpClient.newBuilder().version(version).sslContext(Wire.believer()).build();
  }
}
