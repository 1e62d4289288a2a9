package org.gatepost.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorPagesTest {
  private static final int[] STATUSES = {
    400, 403, 404, 405, 408, 411, 413, 414, 417, 421, 426, 429, 431, 500, 501, 502, 503, 504
  };

  private final ErrorPages usual = new ErrorPages(Optional.empty());

  private static String html(ErrorPages pages, int status, String requestId) {
    return new String(pages.html(status, requestId), UTF_8);
  }

  private static ErrorPages own(String template) {
    return new ErrorPages(Optional.of(template));
  }

  @Test
  void eachStatusHasWordsOfItsOwnAndNamesTheRequest() {
    Set<String> messages = new HashSet<>();
    for (int status : STATUSES) {
      Explanation explanation = Explanation.of(status);
      assertThat(messages.add(explanation.message())).as("%d", status).isTrue();
      assertThat(html(usual, status, "5f3a"))
          .contains("<title>" + explanation.title() + "</title>")
          .contains("<p>" + explanation.message() + "</p>")
          .contains("Error " + status)
          .contains("ask your administrator and name the request <code>5f3a</code>");
      assertThat(new String(usual.text(status, "5f3a"), UTF_8))
          .startsWith(status + " " + explanation.title() + "\n" + explanation.message() + "\n")
          .contains("request 5f3a.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {402, 451, 507, 599})
  void otherStatusesHaveAPageToo(int status) {
    assertThat(html(usual, status, "5f3a")).contains("Error " + status).contains("5f3a");
  }

  @Test
  void pageIsWholeWithoutAskingForAnythingElse() {
    assertThat(html(usual, 502, "5f3a"))
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .contains("prefers-color-scheme: dark")
        .endsWith("</html>\n")
        .doesNotContain("<script", "src=", "href=", "url(", "@import", "${")
        .doesNotContainIgnoringCase("gatepost");
  }

  @Test
  void pagesOfOneStatusDifferByTheRequestAlone() {
    String first = html(usual, 502, "first");
    String second = html(usual, 502, "second");
    assertThat(second).isEqualTo(first.replace("first", "second"));
  }

  @Test
  void callerMayChangeWhatItWasGiven() {
    usual.html(404, "5f3a")[0] = 'X';
    assertThat(html(usual, 404, "5f3a")).startsWith("<!DOCTYPE");
  }

  @Test
  void ownTemplateMayUseEachPlaceholderAnyNumberOfTimes() {
    ErrorPages pages =
        own("${requestId}<b>${status}</b> ${title}: ${message} ${requestId}${requestId} é$}{");
    assertThat(html(pages, 404, "5f3a"))
        .isEqualTo(
            "5f3a<b>404</b> Page not found: There is no page at this address. Check it for misspellings. 5f3a5f3a é$}{");
    assertThat(html(own("sorry"), 404, "5f3a")).isEqualTo("sorry");
  }

  @Test
  void whatIsPutInIsEscaped() {
    assertThat(html(own("<p>${requestId}</p>"), 404, "<script>\"&'"))
        .isEqualTo("<p>&lt;script&gt;&quot;&amp;&#39;</p>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a ${upstream} b", "${}", "${Status}", "${status", "${ status }"})
  void placeholderThatNobodyKnowsIsRefused(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> own(template))
        .withMessageStartingWith("The error page has the placeholder \"${")
        .withMessageEndingWith("allowed: ${status}, ${title}, ${message}, ${requestId}.");
  }

  @Test
  void templateThatIsTooLargeIsRefused() {
    assertThat(own("é".repeat(32 * 1024)).html(404, "x")).hasSize(64 * 1024);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> own("é".repeat(32 * 1024) + "e"))
        .withMessage("The error page is larger than 65536 octets, which is the most allowed.");
  }
}
