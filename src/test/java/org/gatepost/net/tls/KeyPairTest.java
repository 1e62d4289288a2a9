package org.gatepost.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyPairTest {
  @TempDir Path folder;

  private Path certificate;
  private Path key;

  @BeforeEach
  void make() throws IOException {
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
    SelfSigned.write(certificate, key, List.of("mail.example.org", "imap.example.org"));
  }

  @Test
  void selfSignedCertificateIsReadBackAndVerifiesItself()
      throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPair.read(certificate, key);
    X509Certificate only = pair.chain().getFirst();
    assertThat(pair.chain()).hasSize(1);
    only.verify(only.getPublicKey());
    only.checkValidity();
    assertThat(only.getVersion()).isEqualTo(3);
    assertThat(only.getSerialNumber().signum()).isPositive();
    assertThat(only.getSubjectX500Principal().getName()).isEqualTo("CN=mail.example.org");
    assertThat(only.getSubjectAlternativeNames().stream().map(name -> name.get(1)).toList())
        .isEqualTo(List.of("mail.example.org", "imap.example.org", "127.0.0.1", "0:0:0:0:0:0:0:1"));
  }

  @Test
  void selfSignedCertificateIsOneForOpensslToo() throws IOException {
    OpenSslTool.run(folder, "x509", "-in", "certificate.pem", "-noout", "-checkend", "3600");
    OpenSslTool.run(folder, "verify", "-CAfile", "certificate.pem", "certificate.pem");
    OpenSslTool.run(folder, "pkey", "-in", "key.pem", "-noout", "-check");
  }

  @Test
  void keyIsForItsOwnerAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void oldKeyThatAnybodyCouldReadIsNotReused() throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));
    String old = Files.readString(key);
    SelfSigned.write(certificate, key, List.of("mail.example.org"));
    assertThat(Files.readString(key)).isNotEqualTo(old);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void chainKeepsItsOrder() throws IOException {
    Path second = folder.resolve("second.pem");
    SelfSigned.write(second, folder.resolve("second.key"), List.of("authority.example.org"));
    KeyPair pair =
        KeyPair.parse(
            Files.readString(certificate) + Files.readString(second),
            Files.readString(key),
            "somewhere");
    assertThat(pair.chain())
        .extracting(one -> one.getSubjectX500Principal().getName())
        .containsExactly("CN=mail.example.org", "CN=authority.example.org");
  }

  @Test
  void pairThatCannotBeUsedIsNamed() throws IOException {
    String goodKey = Files.readString(key);
    String goodCertificate = Files.readString(certificate);
    assertThatIOException()
        .isThrownBy(() -> KeyPair.parse("", goodKey, "domain example.org"))
        .withMessageContaining("domain example.org");
    assertThatIOException()
        .isThrownBy(() -> KeyPair.parse("rubbish", goodKey, "domain example.org"))
        .withMessageContaining("domain example.org");
    assertThatIOException()
        .isThrownBy(() -> KeyPair.parse(goodCertificate, "rubbish", "domain example.org"))
        .withMessageContaining("domain example.org");
    assertThatIOException().isThrownBy(() -> KeyPair.read(folder.resolve("none.pem"), key));
  }

  @Test
  void textOfAPairDoesNotShowItsKey() throws IOException {
    assertThat(KeyPair.read(certificate, key).toString())
        .isEqualTo("KeyPair[CN=mail.example.org, " + certificate + " and " + key + "]");
  }
}
