package org.gatepost.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivateKeysTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "BEGIN RSA PRIVATE KEY, SHA256withRSA, genrsa -traditional -out key.pem 2048",
    "BEGIN PRIVATE KEY, SHA256withRSA, genpkey -algorithm RSA -out key.pem",
    "BEGIN EC PRIVATE KEY, SHA256withECDSA, ecparam -name prime256v1 -genkey -out key.pem",
    "BEGIN EC PRIVATE KEY, SHA256withECDSA, ecparam -name prime256v1 -genkey -noout -out key.pem",
    "BEGIN EC PRIVATE KEY, SHA384withECDSA, ecparam -name secp384r1 -genkey -noout -out key.pem",
    "BEGIN EC PRIVATE KEY, SHA512withECDSA, ecparam -name secp521r1 -genkey -noout -out key.pem",
    "BEGIN PRIVATE KEY, SHA256withECDSA,"
        + " genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
    "BEGIN PRIVATE KEY, Ed25519, genpkey -algorithm ed25519 -out key.pem",
  })
  void keyOfEveryWrappingSignsForItsCertificate(String wrapping, String algorithm, String command)
      throws IOException, GeneralSecurityException {
    OpenSslTool.run(folder, command.split(" ", -1));
    OpenSslTool.run(
        folder,
        "req",
        "-x509",
        "-key",
        "key.pem",
        "-subj",
        "/CN=mail.example.org",
        "-out",
        "c.pem");
    assertThat(Files.readString(folder.resolve("key.pem"))).contains(wrapping);
    KeyPair pair = KeyPair.read(folder.resolve("c.pem"), folder.resolve("key.pem"));
    byte[] message = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(pair.key());
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(pair.chain().getFirst().getPublicKey());
    signature.update(message);
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void encryptedKeyIsRefusedWithAReason() throws IOException {
    OpenSslTool.run(
        folder,
        "genpkey",
        "-algorithm",
        "RSA",
        "-aes256",
        "-pass",
        "pass:secret",
        "-out",
        "key.pem");
    String pem = Files.readString(folder.resolve("key.pem"));
    assertThat(pem).contains("BEGIN ENCRYPTED PRIVATE KEY");
    assertThatExceptionOfType(InvalidKeyException.class)
        .isThrownBy(() -> PrivateKeys.parse(pem))
        .withMessageContaining("encrypted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\n\n-----END EC PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMIT/////\n-----END EC PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      })
  void damagedKeyIsRefusedWithAReason(String pem) {
    assertThatExceptionOfType(InvalidKeyException.class)
        .isThrownBy(() -> PrivateKeys.parse(pem))
        .withMessageMatching(".*key.*");
  }

  @Test
  void nonsenseInPlaceOfAnEcKeyIsRefusedAndNothingWorse() {
    Random random = new Random(20261122);
    for (int i = 0; i < 3000; i++) {
      byte[] der = new byte[random.nextInt(40)];
      random.nextBytes(der);
      if (der.length > 0) {
        der[0] = 0x30;
      }
      String pem =
          "-----BEGIN EC PRIVATE KEY-----\n"
              + Base64.getEncoder().encodeToString(der)
              + "\n-----END EC PRIVATE KEY-----\n";
      assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> PrivateKeys.parse(pem));
    }
  }
}
