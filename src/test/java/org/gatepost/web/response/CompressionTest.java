package org.gatepost.web.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompressionTest {
  private final HttpHeaders wanted =
      DefaultHttpHeadersFactory.headersFactory().newHeaders().add("Accept-Encoding", "gzip");
  private final HttpHeaders unwanted = DefaultHttpHeadersFactory.headersFactory().newHeaders();
  private final HttpResponse page = response(200, "text/html; charset=utf-8");

  private static HttpResponse response(int status, String type) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    response.headers().set("Content-Type", type);
    return response;
  }

  private @Nullable Coding prepare(HttpResponse response) {
    return Compression.prepare(HttpMethod.GET, wanted, response);
  }

  private static void isLeftAlone(HttpResponse response) {
    assertThat(response.headers().contains("Content-Encoding")).isFalse();
    assertThat(response.headers().contains("Vary")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "TEXT/CSS ;charset=utf-8",
        "application/json",
        "application/javascript",
        "application/x-javascript;charset=utf-8",
        "application/xml",
        "application/soap+xml; charset=utf-8",
        "application/ld+json",
        "image/svg+xml",
        "text/calendar",
      })
  void textIsCompressed(String type) {
    HttpResponse response = response(200, type);
    assertThat(prepare(response)).isEqualTo(Coding.GZIP);
    assertThat(response.headers().get("Content-Encoding")).isEqualTo("gzip");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/png",
        "application/zip",
        "application/octet-stream",
        "application/vnd.ms-sync.wbxml",
        "application/vnd.ms-sync",
        "application/jsonx",
        "application/xhtml",
        "multipart/related; type=\"text/xml\"",
        "+xml",
        "",
      })
  void otherTypesAreNot(String type) {
    HttpResponse response = response(200, type);
    assertThat(prepare(response)).isNull();
    isLeftAlone(response);
  }

  @Test
  void whatHasNoTypeIsNot() {
    page.headers().remove("Content-Type");
    assertThat(prepare(page)).isNull();
  }

  @Test
  void whatIsCodedAlreadyIsNot() {
    page.headers().set("Content-Encoding", "br");
    assertThat(prepare(page)).isNull();
    assertThat(page.headers().get("Content-Encoding")).isEqualTo("br");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cache-Control | private, No-Transform",
        "Content-Range | bytes 0-9/10",
        "Content-Length | 859",
        "Content-Digest | sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
      })
  void headerSaysThatItIsNot(String name, String value) {
    page.headers().set(name, value);
    assertThat(prepare(page)).isNull();
    isLeftAlone(page);
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 204, 205, 206, 304})
  void responseWithoutAWholeBodyIsNot(int status) {
    HttpResponse response = response(status, "text/html");
    assertThat(prepare(response)).isNull();
    isLeftAlone(response);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 500})
  void otherStatusesAre(int status) {
    assertThat(prepare(response(status, "text/html"))).isEqualTo(Coding.GZIP);
  }

  @Test
  void cachesAreToldAlsoWhenTheClientDoesNotWantIt() {
    assertThat(Compression.prepare(HttpMethod.GET, unwanted, page)).isNull();
    assertThat(page.headers().get("Vary")).isEqualTo("Accept-Encoding");
    assertThat(page.headers().contains("Content-Encoding")).isFalse();
  }

  @Test
  void answerToHeadIsOnlyToldOf() {
    page.headers().set("Content-Length", "1000");
    assertThat(Compression.prepare(HttpMethod.HEAD, wanted, page)).isNull();
    assertThat(page.headers().get("Vary")).isEqualTo("Accept-Encoding");
    assertThat(page.headers().get("Content-Length")).isEqualTo("1000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cookie | Cookie,Accept-Encoding",
        "Cookie, accept-encoding | Cookie, accept-encoding",
        "* | *",
        "X-Accept-Encoding | X-Accept-Encoding,Accept-Encoding",
      })
  void whatVariesAlreadyIsNamedOnce(String before, String after) {
    page.headers().set("Vary", before);
    prepare(page);
    assertThat(String.join(",", page.headers().getAll("Vary"))).isEqualTo(after);
  }

  @Test
  void headNoLongerSpeaksOfTheOctetsThatWere() {
    page.headers().set("Content-Length", "860").set("Accept-Ranges", "bytes").set("ETag", "\"a\"");
    assertThat(prepare(page)).isEqualTo(Coding.GZIP);
    assertThat(page.headers().contains("Content-Length")).isFalse();
    assertThat(page.headers().contains("Accept-Ranges")).isFalse();
    assertThat(page.headers().get("ETag")).isEqualTo("W/\"a\"");
  }

  @Test
  void weakTagStaysAsItIs() {
    page.headers().set("ETag", "W/\"a\"");
    prepare(page);
    assertThat(page.headers().get("ETag")).isEqualTo("W/\"a\"");
  }

  @Test
  void headersOfOneNameAreOneList() {
    wanted.set("Accept-Encoding", "br").add("Accept-Encoding", "deflate");
    assertThat(prepare(page)).isEqualTo(Coding.DEFLATE);
  }
}
