package org.gatepost.net.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority that issues certificates and says which of them are good: openssl's. */
final class OcspAuthority {
  private final Path folder;
  private int serial = 0x1000;

  private OcspAuthority(Path folder) {
    this.folder = folder;
  }

  static OcspAuthority in(Path folder) throws IOException {
    OpenSslTool.run(
        folder,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "30",
        "-subj",
        "/CN=authority",
        "-keyout",
        "authority.key",
        "-out",
        "authority.crt");
    Files.writeString(folder.resolve("index.txt"), "");
    return new OcspAuthority(folder);
  }

  /** A certificate that names a responder; none if that is empty. */
  void issue(String name, String responder) throws IOException {
    issueWith(
        name,
        "subjectAltName=DNS:"
            + name
            + ".example.org\n"
            + (responder.isEmpty() ? "" : "authorityInfoAccess=OCSP;URI:" + responder + "\n"));
  }

  /** One for whoever answers in the authority's name. */
  void issueDelegate(String name, String use) throws IOException {
    issueWith(name, "extendedKeyUsage=" + use + "\n");
  }

  private void issueWith(String name, String extensions) throws IOException {
    String number = Integer.toHexString(serial++).toUpperCase(java.util.Locale.ROOT);
    Files.writeString(folder.resolve(name + ".ext"), extensions);
    OpenSslTool.run(
        folder,
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr");
    OpenSslTool.run(
        folder,
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        "authority.crt",
        "-CAkey",
        "authority.key",
        "-set_serial",
        "0x" + number,
        "-days",
        "30",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".crt");
    Files.writeString(
        folder.resolve(name + "-chain.crt"),
        Files.readString(folder.resolve(name + ".crt"))
            + Files.readString(folder.resolve("authority.crt")));
    register("V\t991231235959Z\t\t" + number + "\tunknown\t/CN=" + name);
  }

  void revoke(String name) throws IOException {
    Path index = folder.resolve("index.txt");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(index)) {
      lines.add(
          line.endsWith("/CN=" + name)
              ? line.replace("V\t991231235959Z\t\t", "R\t991231235959Z\t260101000000Z\t")
              : line);
    }
    Files.write(index, lines);
  }

  private void register(String line) throws IOException {
    Path index = folder.resolve("index.txt");
    Files.writeString(index, Files.readString(index) + line + "\n");
  }

  KeyPair pair(String name) throws IOException {
    return KeyPair.read(folder.resolve(name + "-chain.crt"), folder.resolve(name + ".key"));
  }

  /** What the responder says to a question. */
  byte[] answer(byte[] question, String signer, String... more) throws IOException {
    Files.write(folder.resolve("question"), question);
    List<String> command =
        new ArrayList<>(
            List.of(
                "ocsp",
                "-index",
                "index.txt",
                "-CA",
                "authority.crt",
                "-rsigner",
                signer + ".crt",
                "-rkey",
                signer + ".key",
                "-reqin",
                "question",
                "-respout",
                "answer"));
    command.addAll(List.of(more));
    OpenSslTool.run(folder, command.toArray(String[]::new));
    return Files.readAllBytes(folder.resolve("answer"));
  }

  /** A responder at a port, for as long as it is not destroyed. */
  Process responder(int port) throws IOException {
    return new ProcessBuilder(
            "/usr/bin/openssl",
            "ocsp",
            "-index",
            "index.txt",
            "-CA",
            "authority.crt",
            "-rsigner",
            "authority.crt",
            "-rkey",
            "authority.key",
            "-port",
            Integer.toString(port),
            "-nmin",
            "30")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("responder.log").toFile())
        .start();
  }
}
