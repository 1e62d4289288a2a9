package org.gatepost.web.response;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptEncodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | GZIP",
        "GZip | GZIP",
        "x-gzip | GZIP",
        "gzip, deflate, br, zstd | GZIP",
        "deflate | DEFLATE",
        "deflate;q=1, gzip;q=0.9 | DEFLATE",
        "deflate;q=0.5, gzip;q=0.501 | GZIP",
        "deflate , gzip ; q=0 | DEFLATE",
        "* | GZIP",
        "*;q=0.1, gzip;q=0 | DEFLATE",
        "gzip;q=0.3, identity;q=0.2 | GZIP",
        "gzip;q=1.000 | GZIP",
        "br,,gzip, | GZIP",
        "identity;q=0, gzip | GZIP",
      })
  void codingIsTheOneThatTheClientLikesBest(String header, Coding coding) {
    assertThat(AcceptEncoding.best(header)).isEqualTo(coding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "identity",
        "br, zstd",
        "gzip;q=0",
        "gzip;q=0.000, deflate;q=0",
        "gzip;q=0.5, identity;q=1",
        "*;q=0",
        "gzip;q=",
        "gzip;q=x",
        "gzip;q=2",
        "gzip;q=0.5x",
        "gzip;level=9",
        "gzipped, xgzip",
        "gzip deflate",
        ", ,;",
      })
  void contentStaysAsItIsForOthers(String header) {
    assertThat(AcceptEncoding.best(header)).isNull();
  }

  @Test
  void contentStaysAsItIsForAClientThatSaysNothing() {
    assertThat(AcceptEncoding.best(null)).isNull();
  }
}
