package org.gatepost.prov;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is offered to somebody who types. */
final class CompletionTest {
  private static List<String> offered(String line) throws Exception {
    try (var shell = Shell.open()) {
      return new Completion(shell.directory).candidates(Words.read(line));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                   | gs
          'g'                                  | getServer
          'gs '                                | proxy.example.org
          'gs -e pr'                           | proxy.example.org
          'GS proxy.example.org '              | zimbraServiceEnabled
          'ms proxy.example.org '              | zimbraReverseProxyMailMode
          'ms proxy.example.org +zimbraServ'   | +zimbraServiceEnabled
          'ms proxy.example.org zimbraReverseProxyMailMode ' | redirect
          'mcf zimbraReverseProxyHttpEnabled ' | TRUE
          'mcf zimbraMailProxyMaxFails 1 '     | zimbraReverseProxyHttpEnabled
          'gd '                                | example.org
          'md example.org '                    | zimbraVirtualHostname
          'ga bob@ex'                          | bob@example.org
          'gcf zimbra'                         | zimbraMailProxyMaxFails
          'desc -a '                           | zimbraMailHost
          'fc '                                | account
          'help '                              | server
          """)
  void wordsThatFitAreOffered(String line, String word) throws Exception {
    assertThat(offered(line)).contains(word);
  }

  @Test
  void attributesOfOtherEntriesAreNot() throws Exception {
    assertThat(offered("ms proxy.example.org ")).doesNotContain("zimbraVirtualHostname");
    assertThat(offered("gcf ")).doesNotContain("zimbraServiceEnabled");
  }

  @Test
  void nothingIsOfferedBehindWordsThatMeanNothing() throws Exception {
    assertThat(offered("nonsense ")).isEmpty();
    assertThat(offered("gamcs ")).isEmpty();
    assertThat(offered("mcf zimbraMailProxyMaxFails ")).isEmpty();
  }
}
