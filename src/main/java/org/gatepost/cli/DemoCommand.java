package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.gatepost.Gatepost;
import org.gatepost.StartException;
import org.gatepost.cli.SampleMailboxes.User;
import org.gatepost.net.Futures;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.HostFileReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatepost demo}: a whole mail system on one machine, to be tried and thrown away. */
@Command(
    name = "demo",
    description = "Start a small mail system to try: two mailbox servers behind all doors.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Everything listens on 127.0.0.1 and is gone when the demo ends.",
      "",
      "Examples:",
      "  gatepost demo",
      "  gatepost demo --port imap=10143 --port imaps=10993",
      "  gatepost demo --port-offset 10000      a second demo beside the first"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class DemoCommand implements Callable<Integer> {
  private static final String PASSWORD = "demo";
  private static final List<User> ON_A =
      List.of(user("alice@example.org", '1'), user("carol@example.net", '3'));
  private static final List<User> ON_B =
      List.of(user("bob@example.org", '2'), user("dave@example.net", '4'));

  /** Somebody whose id in the demo's directory is made of one digit. */
  private static User user(String address, char digit) {
    return new User(address, PASSWORD, "00000000-0000-4000-8000-000000000000".replace('0', digit));
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "DOOR=NUMBER",
      description = "Move one door: imap, imaps, pop3, pop3s, http, https.")
  private Map<String, Integer> ports = new LinkedHashMap<>();

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Move every door that --port does not name by this number.")
  private int offset;

  @Option(names = "--rehearse", hidden = true, description = "Start, then stop at once.")
  private boolean rehearsal;

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    DemoPorts doors =
        rehearsal ? DemoPorts.of(0, Rehearsal.FREE_PORTS) : DemoPorts.of(offset, ports);
    SampleMailboxes samples =
        ServiceLoader.load(SampleMailboxes.class)
            .findFirst()
            .orElseThrow(() ->
                new CommandException(
                    2, "the demo's mailbox servers are not installed: start it with ./gatepost"));
    Path folder = Files.createTempDirectory("gatepost-demo-");
    try (StopSignal stop = StopSignal.install()) {
      run(samples, doors, folder, stop);
      delete(folder);
      return 0;
    } catch (StartException | ConfigurationException e) {
      delete(folder);
      throw new CommandException(
          2,
          e.getMessage()
              + "\nMove it with --port DOOR=NUMBER, or all doors with --port-offset 10000.");
    }
  }

  private void run(SampleMailboxes samples, DemoPorts doors, Path folder, StopSignal stop)
      throws IOException, StartException, ConfigurationException, InterruptedException {
    try (SampleMailboxes.Server a = samples.start("A", ON_A, ON_B);
        SampleMailboxes.Server b = samples.start("B", ON_B, ON_A)) {
      writeFiles(folder, doors, a, b);
      try (Gatepost gatepost =
          Gatepost.start(HostFileReader.read(folder.resolve("gatepost.yaml")))) {
        if (!rehearsal) {
          introduce(doors, folder);
          Readiness.announce(
              spec.commandLine().getOut(),
              gatepost.doors().size() + " doors are open until Ctrl-C");
          Futures.whenDone(gatepost.stopped(), ignored -> stop.tell());
          stop.await();
        }
      }
    }
  }

  private static void writeFiles(
      Path folder, DemoPorts doors, SampleMailboxes.Server a, SampleMailboxes.Server b)
      throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    doors.byDoor().forEach((door, port) -> values.put(door, String.valueOf(port)));
    values.put("A_IMAP", String.valueOf(a.imapPort()));
    values.put("A_POP3", String.valueOf(a.pop3Port()));
    values.put("A_HTTP", String.valueOf(a.httpPort()));
    values.put("B_IMAP", String.valueOf(b.imapPort()));
    values.put("B_POP3", String.valueOf(b.pop3Port()));
    values.put("B_HTTP", String.valueOf(b.httpPort()));
    StarterFiles.write(folder, "demo.yaml", "demo.ldif", "proxy.example.org", values);
  }

  private void introduce(DemoPorts doors, Path folder) {
    Map<String, String> values = new LinkedHashMap<>();
    doors.byDoor().forEach((door, port) -> values.put(door, String.valueOf(port)));
    values.put("LOG", folder.resolve("log").toString());
    PrintWriter out = spec.commandLine().getOut();
    out.print(StarterFiles.text("demo.txt", values));
    out.flush();
  }

  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
