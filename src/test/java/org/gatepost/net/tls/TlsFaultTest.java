package org.gatepost.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class TlsFaultTest {
  @Test
  void whatCameInPlaceOfTlsIsNotRepeated() {
    NotSslRecordException fault =
        new NotSslRecordException("not an SSL/TLS record: 5041535320736563726574");
    assertThat(TlsFault.words(fault)).isEqualTo("not a TLS record");
    assertThat(TlsFault.words(new DecoderException(fault))).isEqualTo("not a TLS record");
  }

  @Test
  void otherFaultsSayWhatTheyAre() {
    assertThat(TlsFault.words(new IOException("Connection reset"))).isEqualTo("Connection reset");
    assertThat(TlsFault.words(new DecoderException(new IOException("bad certificate"))))
        .isEqualTo("bad certificate");
    assertThat(TlsFault.words(new DecoderException("odd"))).isEqualTo("odd");
    assertThat(TlsFault.words(new IOException())).isEqualTo("null");
  }
}
