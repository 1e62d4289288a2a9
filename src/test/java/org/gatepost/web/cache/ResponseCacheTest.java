package org.gatepost.web.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatepost.testing.LeaksNothing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseCacheTest implements LeaksNothing {
  private static final String HOST = "www.example.org";
  private static final String TARGET = "/js/app.js?v=1";
  private static final String LONG_AGO = "Mon, 01 Jan 2024 00:00:00 GMT";

  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final ResponseCache cache = new ResponseCache(1_000_000, 100_000, () -> now);

  private static HttpRequest request(HttpMethod method, String... headers) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, TARGET);
    addAll(request.headers(), headers);
    return request;
  }

  private static HttpRequest get(String... headers) {
    return request(HttpMethod.GET, headers);
  }

  private static HttpResponse response(int status, String... headers) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    addAll(response.headers(), headers);
    return response;
  }

  private static void addAll(HttpHeaders headers, String... lines) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
  }

  private @Nullable Recording recording(HttpRequest request, HttpResponse response) {
    return cache.record(HOST, TARGET, request, response);
  }

  private void store(HttpRequest request, String body, String... headers) {
    Recording recording = Objects.requireNonNull(recording(request, response(200, headers)));
    add(recording, body);
    recording.complete();
  }

  private static void add(Recording recording, String text) {
    ByteBuf part = Unpooled.copiedBuffer(text, US_ASCII);
    recording.add(part);
    assertThat(part.toString(US_ASCII)).isEqualTo(text);
    part.release();
  }

  private @Nullable Stored find(HttpRequest request) {
    return cache.find(HOST, TARGET, request);
  }

  private Stored found(HttpRequest request) {
    return Objects.requireNonNull(find(request));
  }

  private static String body(Stored stored) {
    ByteBuf body = stored.body();
    try {
      return body.toString(US_ASCII);
    } finally {
      body.release();
    }
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }

  private String date(long secondsFromNow) {
    return DateFormatter.format(Date.from(now.plusSeconds(secondsFromNow)));
  }

  @Test
  void freshResponseIsSentAgainWithItsAge() {
    store(get(), "hello", "Cache-Control: max-age=60", "ETag: \"1\"", "X-Some: thing");
    pass(59);
    Stored stored = found(get());
    assertThat(stored.fresh()).isTrue();
    assertThat(stored.ageSeconds()).isEqualTo(59);
    assertThat(stored.status()).isEqualTo(HttpResponseStatus.OK);
    assertThat(body(stored)).isEqualTo("hello");
    assertThat(stored.headers().get("Age")).isEqualTo("59");
    assertThat(stored.headers().get("X-Some")).isEqualTo("thing");
    assertThat(stored.headers().get("Content-Length")).isEqualTo("5");
    assertThat(stored.headers().get("Date")).isEqualTo(date(-59));
  }

  @Test
  void bodyInPartsIsStoredWhole() {
    Recording recording =
        Objects.requireNonNull(recording(get(), response(200, "Cache-Control: max-age=60")));
    add(recording, "hel");
    add(recording, "");
    add(recording, "lo");
    assertThat(find(get())).isNull();
    recording.complete();
    assertThat(body(found(get()))).isEqualTo("hello");
  }

  @Test
  void headersAreTheCallersToChange() {
    store(get(), "hello", "Cache-Control: max-age=60");
    found(get()).headers().set("X-Some", "thing");
    assertThat(found(get()).headers().contains("X-Some")).isFalse();
  }

  @Test
  void siteAndTargetTellResponsesApartAndLettersOfTheHostDoNot() {
    store(get(), "hello", "Cache-Control: max-age=60");
    assertThat(cache.find("WWW.example.org", TARGET, get())).isNotNull();
    assertThat(cache.find("www.example.net", TARGET, get())).isNull();
    assertThat(cache.find(HOST, "/js/app.js?v=2", get())).isNull();
    assertThat(cache.find(HOST, "/JS/app.js?v=1", get())).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cache-Control: max-age=60 | 60",
        "Cache-Control: public, max-age=60 | 60",
        "Cache-Control: max-age=60, s-maxage=120 | 120",
        "Cache-Control: s-maxage=\"120\" | 120",
        "Cache-Control: max-age=60, max-age=30 | 30",
      })
  void responseIsFreshForAsLongAsItSays(String control, long lifetime) {
    store(get(), "hello", control, "ETag: \"1\"");
    pass(lifetime - 1);
    assertThat(found(get()).fresh()).isTrue();
    pass(1);
    assertThat(found(get()).fresh()).isFalse();
  }

  @Test
  void expiresCountsFromTheDate() {
    store(get(), "hello", "Date: " + date(-10), "Expires: " + date(50));
    pass(49);
    assertThat(found(get()).fresh()).isTrue();
    pass(1);
    assertThat(find(get())).isNull();
  }

  @Test
  void responseComesWithTheAgeItHasUpstream() {
    store(get(), "hello", "Cache-Control: max-age=60", "Age: 50", "Date: " + date(-20));
    assertThat(found(get()).ageSeconds()).isEqualTo(50);
    pass(10);
    assertThat(find(get())).isNull();
  }

  @Test
  void responseWithAValidatorAloneIsAskedAboutEachTime() {
    store(get(), "hello", "Last-Modified: " + LONG_AGO);
    Stored stored = found(get());
    assertThat(stored.fresh()).isFalse();
    assertThat(stored.lastModified()).isEqualTo(LONG_AGO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: said",
        "Cache-Control: public",
        "Cache-Control: max-age=0",
        "Cache-Control: max-age=soon",
        "Expires: 0",
        "Cache-Control: max-age=60, private",
        "Cache-Control: max-age=60, private=\"X-Some, X-Other\"",
        "Cache-Control: max-age=60, no-store",
        "Cache-Control: max-age=60, No-Cache",
        "Cache-Control: public, max-age=60, no-cache=\"Set-Cookie\"",
      })
  void responseThatDoesNotAllowItIsNotStored(String header) {
    assertThat(recording(get(), response(200, header))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Set-Cookie: a=b",
        "Vary: Cookie",
        "Vary: Accept-Encoding, User-Agent",
        "Vary: *",
        "Content-Range: bytes 0-1/2",
      })
  void responseThatIsNotForAllIsNotStored(String header) {
    assertThat(recording(get(), response(200, "Cache-Control: public, max-age=60", header)))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {203, 204, 206, 301, 304, 404, 500})
  void otherStatusesAreNotStored(int status) {
    assertThat(recording(get(), response(status, "Cache-Control: max-age=60"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST", "PUT", "OPTIONS", "PROPFIND"})
  void answersToOtherMethodsAreNotStored(String method) {
    assertThat(
            recording(
                request(HttpMethod.valueOf(method)), response(200, "Cache-Control: max-age=60")))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cookie: ZM_AUTH_TOKEN=0_1", "Authorization: Basic Ym9iOnB3"})
  void answerToCredentialsIsStoredOnlyIfItIsPublic(String credentials) {
    assertThat(recording(get(credentials), response(200, "Cache-Control: max-age=60"))).isNull();
    store(get(credentials), "hello", "Cache-Control: max-age=60, public");
    assertThat(find(get())).isNotNull();
    assertThat(find(get(credentials))).isNotNull();
  }

  @Test
  void requestWithCredentialsIsNotAnsweredWithWhatStrangersGot() {
    store(get(), "hello", "Cache-Control: max-age=60");
    assertThat(find(get("Cookie: ZM_AUTH_TOKEN=0_1"))).isNull();
    assertThat(find(get())).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Range: bytes=0-1",
        "If-Match: \"1\"",
        "If-Unmodified-Since: " + LONG_AGO,
        "Cache-Control: no-store",
        "Transfer-Encoding: chunked",
        "Content-Length: 5",
        "Upgrade: websocket",
      })
  void requestsOutOfTheOrdinaryPassTheCacheBy(String header) {
    assertThat(recording(get(header), response(200, "Cache-Control: max-age=60"))).isNull();
    store(get(), "hello", "Cache-Control: max-age=60", "ETag: \"1\"");
    assertThat(find(get(header))).isNull();
  }

  @Test
  void headIsAnsweredWithoutTheBody() {
    store(get(), "hello", "Cache-Control: max-age=60");
    Stored stored = found(request(HttpMethod.HEAD));
    assertThat(stored.status()).isEqualTo(HttpResponseStatus.OK);
    assertThat(stored.headers().get("Content-Length")).isEqualTo("5");
    assertThat(body(stored)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Cache-Control: no-cache", "Cache-Control: max-age=9", "Pragma: no-cache"})
  void clientMayAskForAYoungerOne(String header) {
    store(get(), "hello", "Cache-Control: max-age=60", "ETag: \"1\"");
    pass(10);
    assertThat(found(get()).fresh()).isTrue();
    assertThat(found(get(header)).fresh()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate | deflate,gzip;q=0.8 | true",
        "gzip | gzip, identity | true",
        "gzip | gzip;q=0 | false",
        "gzip | br | false",
        "gzip | '' | false",
        "gzip | * | false",
      })
  void responseThatVariesIsForClientsThatUnderstandTheSame(
      String stored, String asked, boolean answered) {
    store(
        get("Accept-Encoding: " + stored),
        "x",
        "Cache-Control: max-age=60",
        "Vary: Accept-Encoding");
    assertThat(find(get("Accept-Encoding: " + asked)) != null).isEqualTo(answered);
  }

  @Test
  void variantsStandBesideEachOther() {
    String[] headers = {"Cache-Control: max-age=60", "Vary: accept-encoding"};
    store(get("Accept-Encoding: gzip"), "small", headers);
    store(get(), "large", headers);
    assertThat(body(found(get("Accept-Encoding: gzip")))).isEqualTo("small");
    assertThat(body(found(get()))).isEqualTo("large");
    assertThat(cache.size()).isEqualTo(2);
    store(get(), "the same for all", "Cache-Control: max-age=60");
    assertThat(body(found(get("Accept-Encoding: gzip")))).isEqualTo("the same for all");
    assertThat(cache.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match: \"1\" | 304",
        "If-None-Match: W/\"1\" | 304",
        "If-None-Match: \"0\", W/\"1\" ,\"2\" | 304",
        "If-None-Match: * | 304",
        "If-None-Match: \"2\" | 200",
        "If-None-Match: 1 | 200",
        "If-None-Match: \"a\"1\" | 200",
        "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT | 304",
        "If-Modified-Since: Tue, 02 Jan 2024 00:00:00 GMT | 304",
        "If-Modified-Since: Sun, 31 Dec 2023 23:59:59 GMT | 200",
        "If-Modified-Since: yesterday | 200",
      })
  void clientThatHasItAlreadyIsTold(String condition, int status) {
    store(get(), "hello", "Cache-Control: max-age=60", "ETag: \"1\"", "Last-Modified: " + LONG_AGO);
    Stored stored = found(get(condition));
    assertThat(stored.status().code()).isEqualTo(status);
    assertThat(body(stored)).isEqualTo(status == 304 ? "" : "hello");
    assertThat(stored.headers().contains("Content-Length")).isEqualTo(status == 200);
    assertThat(stored.headers().get("ETag")).isEqualTo("\"1\"");
  }

  @Test
  void tagCountsMoreThanTheTime() {
    store(get(), "hello", "Cache-Control: max-age=60", "ETag: \"1\"", "Last-Modified: " + LONG_AGO);
    assertThat(found(get("If-None-Match: \"2\"", "If-Modified-Since: " + LONG_AGO)).status())
        .isEqualTo(HttpResponseStatus.OK);
  }

  @Test
  void clientsOwnConditionOnAStaleOneGoesUpstream() {
    store(get(), "hello", "Cache-Control: max-age=60", "ETag: \"1\"");
    pass(60);
    assertThat(find(get("If-None-Match: \"1\""))).isNull();
    assertThat(find(get())).isNotNull();
  }

  @Test
  void staleOneIsAskedAboutAndFreshAgain() {
    store(
        get(),
        "hello",
        "Cache-Control: max-age=60",
        "ETag: \"1\"",
        "Last-Modified: " + LONG_AGO,
        "Content-Type: text/css");
    pass(100);
    Stored stale = found(get());
    HttpRequest upstream = get();
    stale.condition(upstream.headers());
    assertThat(upstream.headers().get("If-None-Match")).isEqualTo("\"1\"");
    assertThat(upstream.headers().get("If-Modified-Since")).isEqualTo(LONG_AGO);
    Stored fresh =
        cache.revalidated(
            stale,
            response(
                304,
                "Cache-Control: max-age=30",
                "ETag: \"1\"",
                "Content-Length: 0",
                "Content-Type: text/plain",
                "Connection: close"));
    assertThat(fresh.fresh()).isTrue();
    assertThat(body(fresh)).isEqualTo("hello");
    pass(29);
    assertThat(found(get()).fresh()).isTrue();
    assertThat(found(get()).headers().get("Content-Type")).isEqualTo("text/css");
    assertThat(found(get()).headers().get("Content-Length")).isEqualTo("5");
    assertThat(found(get()).headers().contains("Connection")).isFalse();
    pass(1);
    assertThat(found(get()).fresh()).isFalse();
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void responseThatIsNoLongerForAllGoesWhenItIsAskedAbout() {
    store(get(), "hello", "ETag: \"1\"");
    Stored sent =
        cache.revalidated(found(get()), response(304, "Cache-Control: private", "ETag: \"1\""));
    assertThat(body(sent)).isEqualTo("hello");
    assertThat(cache.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "PROPPATCH"})
  void methodThatMayChangeTheTargetDropsIt(String method) {
    store(get(), "hello", "Cache-Control: max-age=60");
    assertThat(recording(request(HttpMethod.valueOf(method)), response(403))).isNull();
    assertThat(find(get())).isNotNull();
    assertThat(recording(request(HttpMethod.valueOf(method)), response(200))).isNull();
    assertThat(find(get())).isNull();
  }

  @Test
  void whatWasOnItsWayWhenTheTargetChangedIsNotStored() {
    Recording recording =
        Objects.requireNonNull(recording(get(), response(200, "Cache-Control: max-age=60")));
    assertThat(recording(request(HttpMethod.PUT), response(204))).isNull();
    recording.complete();
    assertThat(find(get())).isNull();
  }

  @ParameterizedTest
  @CsvSource({"404, true", "410, true", "403, false", "502, false"})
  void targetThatIsGoneIsDropped(int status, boolean dropped) {
    store(get(), "hello", "ETag: \"1\"");
    assertThat(recording(get(), response(status))).isNull();
    assertThat(find(get()) == null).isEqualTo(dropped);
  }

  @Test
  void newResponseTakesTheOldOnesPlace() {
    store(get(), "old", "ETag: \"1\"");
    store(get(), "new", "Cache-Control: max-age=60");
    assertThat(body(found(get()))).isEqualTo("new");
    assertThat(cache.size()).isEqualTo(1);
    assertThat(recording(get(), response(200, "Cache-Control: no-store"))).isNull();
    assertThat(find(get())).isNull();
  }

  @Test
  void oneRecordingOfATargetIsEnough() {
    HttpResponse response = response(200, "Cache-Control: max-age=60");
    Recording first = Objects.requireNonNull(recording(get(), response));
    assertThat(recording(get(), response)).isNull();
    first.abandon();
    assertThat(recording(get(), response)).isNotNull();
  }

  @Test
  void whatEndsTooEarlyIsNotStored() {
    Recording recording =
        Objects.requireNonNull(
            recording(get(), response(200, "Cache-Control: max-age=60", "Content-Length: 6")));
    add(recording, "hello");
    recording.complete();
    assertThat(cache.size()).isZero();
    Recording abandoned =
        Objects.requireNonNull(recording(get(), response(200, "Cache-Control: max-age=60")));
    add(abandoned, "hello");
    abandoned.abandon();
    abandoned.complete();
    assertThat(cache.size()).isZero();
  }

  @Test
  void headersOfTheConnectionAreNotStored() {
    store(
        get(),
        "hello",
        "Cache-Control: max-age=60",
        "Connection: keep-alive, X-Hop",
        "Keep-Alive: timeout=5",
        "X-Hop: 1",
        "Transfer-Encoding: chunked",
        "Trailer: X-Sum");
    assertThat(found(get()).headers().names())
        .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
        .containsExactlyInAnyOrder("Cache-Control", "Date", "Age", "Content-Length");
  }

  @Test
  void whatIsTooLargeIsNotStored() {
    assertThat(
            recording(get(), response(200, "Cache-Control: max-age=60", "Content-Length: 100001")))
        .isNull();
    Recording recording =
        Objects.requireNonNull(recording(get(), response(200, "Cache-Control: max-age=60")));
    add(recording, "x".repeat(100_000));
    add(recording, "x");
    recording.complete();
    assertThat(cache.size()).isZero();
    store(get(), "x".repeat(100_000), "Cache-Control: max-age=60");
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void leastRecentlyUsedGoWhenRoomIsShort() {
    String body = "x".repeat(99_000);
    for (int i = 0; i < 10; i++) {
      storeAt("/" + i, body);
    }
    assertThat(cache.size()).isEqualTo(10);
    assertThat(cache.find(HOST, "/0", get())).isNotNull();
    storeAt("/new", body);
    assertThat(cache.find(HOST, "/0", get())).isNotNull();
    assertThat(cache.find(HOST, "/new", get())).isNotNull();
    assertThat(cache.find(HOST, "/1", get())).isNull();
    assertThat(cache.octets()).isBetween(900_000L, 1_000_000L);
  }

  private void storeAt(String target, String body) {
    Recording recording =
        Objects.requireNonNull(
            cache.record(HOST, target, get(), response(200, "Cache-Control: max-age=60")));
    add(recording, body);
    recording.complete();
  }

  @Test
  void whatIsOnItsWayIsBoundedToo() {
    List<Recording> recordings = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Recording recording =
          Objects.requireNonNull(
              cache.record(HOST, "/" + i, get(), response(200, "Cache-Control: max-age=60")));
      add(recording, "x".repeat(99_000));
      recordings.add(recording);
    }
    recordings.forEach(Recording::complete);
    assertThat(cache.size()).isEqualTo(10);
    storeAt("/after", "x".repeat(99_000));
    assertThat(cache.find(HOST, "/after", get())).isNotNull();
  }

  @Test
  void clearedCacheIsEmptyAndTellsHowMuchItWas() {
    store(get(), "hello", "Cache-Control: max-age=60");
    storeAt("/other", "hello");
    Stored before = found(get());
    assertThat(cache.clear()).isEqualTo(2);
    assertThat(cache.octets()).isZero();
    assertThat(cache.size()).isZero();
    assertThat(find(get())).isNull();
    assertThat(body(before)).isEqualTo("hello");
  }

  @Test
  void manyLoopsUseItAtOnce() throws ExecutionException, InterruptedException {
    ResponseCache small = new ResponseCache(20_000, 5_000, () -> now);
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int loop = 0; loop < 4; loop++) {
        int seed = loop;
        all.add(
            loops.submit(() -> {
              for (int i = 0; i < 5_000; i++) {
                String target = "/" + (i * (seed + 1)) % 50;
                Stored stored = small.find(HOST, target, get());
                if (stored != null) {
                  assertThat(body(stored)).startsWith(target + " ");
                }
                Recording recording =
                    small.record(HOST, target, get(), response(200, "Cache-Control: max-age=60"));
                if (recording != null) {
                  add(recording, target + " " + "x".repeat(i % 1_000));
                  recording.complete();
                }
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(small.octets()).isBetween(1L, 20_000L);
    assertThat(small.clear()).isPositive();
    assertThat(small.octets()).isZero();
  }
}
