package org.gatepost.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control socket: commands of this host's operators, to whom alone the file belongs
 * (docs/control-socket.md). A request is a JSON object in one line, with a {@code command}; the
 * reply is any number of lines with {@code progress} and one with {@code ok}.
 *
 * <p>Every process listens at a name of its own, {@code gatepost.PID.sock}; {@code gatepost.sock}
 * leads to the one that has the doors. So a process that only ends its sessions can be asked too.
 */
public final class ControlSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
  private static final String LEADER = "gatepost.sock";
  private static final int LONGEST_REQUEST = 64 * 1024;
  private static final int MAX_CONNECTIONS = 64;

  private final Path path;
  private final ServerSocketChannel listener;
  private final Map<String, ControlCommand> commands = new TreeMap<>();
  private final Semaphore places = new Semaphore(MAX_CONNECTIONS);

  private ControlSocket(Path path, ServerSocketChannel listener) {
    this.path = path;
    this.listener = listener;
  }

  /** Where the process that has the doors is asked, beside a host's file in this folder. */
  public static Path leader(Path folder) {
    return folder.resolve("run").resolve(LEADER);
  }

  /** The sockets of all processes of a host's file, of which some may be gone. */
  public static List<Path> all(Path folder) throws IOException {
    Path run = folder.resolve("run");
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    List<Path> sockets = new ArrayList<>();
    try (var files = Files.newDirectoryStream(run, "gatepost.*.sock")) {
      files.forEach(sockets::add);
    }
    return sockets;
  }

  /**
   * Begins to listen; the socket does not lead yet.
   *
   * @param folder that of the host's file
   * @throws IOException with a sentence, if the socket cannot be made
   */
  public static ControlSocket open(Path folder, List<ControlCommand> commands) throws IOException {
    Path path =
        folder
            .resolve("run")
            .resolve("gatepost." + ProcessHandle.current().pid() + ".sock")
            .toAbsolutePath();
    try {
      makeFolder(path.resolveSibling(""));
      Files.deleteIfExists(path);
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      ControlSocket socket = new ControlSocket(path, listener);
      socket.offer(commands);
      Thread.ofVirtual().name("control").start(socket::accept);
      return socket;
    } catch (IOException e) {
      throw new IOException("The control socket " + path + " cannot be made: " + e.getMessage(), e);
    }
  }

  private static void makeFolder(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      Files.createDirectories(
          run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private void offer(List<ControlCommand> offered) {
    for (ControlCommand command : offered) {
      commands.put(command.name(), command);
    }
    commands.put(
        "help",
        new ControlCommand(
            "help",
            Map.of(),
            "The commands, with their arguments.",
            (arguments, progress) -> Map.of("commands", help())));
  }

  private List<Map<String, ?>> help() {
    List<Map<String, ?>> all = new ArrayList<>();
    for (ControlCommand command : commands.values()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("command", command.name());
      one.put("does", command.sentence());
      one.put("arguments", new TreeMap<>(command.arguments()));
      all.add(one);
    }
    return all;
  }

  /** The name of this process's own socket. */
  public Path path() {
    return path;
  }

  /** From now on this process is the one that is asked. */
  public void lead() throws IOException {
    Path link = path.resolveSibling(LEADER);
    Path fresh = path.resolveSibling(LEADER + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, path.getFileName());
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel client = listener.accept();
        Thread.ofVirtual().name("control").start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    if (!places.tryAcquire()) {
      turnAway(client);
      return;
    }
    try (client;
        BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        Writer out = Channels.newWriter(client, StandardCharsets.UTF_8);
        Connection connection = new Connection(out)) {
      Optional<String> request = line(in);
      while (request.isPresent()) {
        say(out, reply(request.get(), connection));
        request = line(in);
      }
    } catch (IOException gone) {
      LOG.debug("a caller of the control socket is gone: {}", gone.toString());
    } finally {
      places.release();
    }
  }

  private static void turnAway(SocketChannel client) {
    try (client;
        Writer out = Channels.newWriter(client, StandardCharsets.UTF_8)) {
      say(
          out,
          Map.of(
              "ok",
              false,
              "error",
              "There are %d connections to the control socket already; end one of them."
                  .formatted(MAX_CONNECTIONS)));
    } catch (IOException gone) {
      LOG.debug("a caller of the control socket is gone: {}", gone.toString());
    }
  }

  /** A caller, for as long as it is connected. */
  private static final class Connection implements ControlCommand.Caller, AutoCloseable {
    private final Writer out;
    private final List<AutoCloseable> loans = new ArrayList<>();

    Connection(Writer out) {
      this.out = out;
    }

    /** Who asked may have gone; what he asked for is done all the same. */
    @Override
    public void progress(String sentence) {
      try {
        say(out, Map.of("progress", sentence));
      } catch (IOException gone) {
        LOG.debug("nobody hears: {}", sentence);
      }
    }

    @Override
    public void lends(AutoCloseable loan) {
      loans.add(loan);
    }

    @Override
    public void close() {
      for (AutoCloseable loan : loans) {
        try {
          loan.close();
        } catch (Exception e) {
          LOG.warn("what was lent to a command is not given back: {}", e.toString());
        }
      }
    }
  }

  private static Optional<String> line(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet >= 0 && octet != '\n') {
      line.append((char) octet);
      if (line.length() > LONGEST_REQUEST) {
        throw new IOException("a request is longer than " + LONGEST_REQUEST);
      }
      octet = in.read();
    }
    return octet < 0 ? Optional.empty() : Optional.of(line.toString());
  }

  private Map<String, Object> reply(String request, ControlCommand.Caller caller) {
    Map<String, Object> reply = new LinkedHashMap<>();
    try {
      Map<String, Object> members = Json.read(request);
      reply.put("ok", true);
      reply.putAll(run(members, caller));
    } catch (ControlException | IllegalArgumentException e) {
      reply.put("ok", false);
      reply.put("error", String.valueOf(e.getMessage()));
    } catch (RuntimeException fault) {
      LOG.error("a control command failed", fault);
      reply.put("ok", false);
      reply.put("error", "a fault of ours: " + fault);
    }
    return reply;
  }

  private Map<String, ?> run(Map<String, Object> members, ControlCommand.Caller caller)
      throws ControlException {
    String name = String.valueOf(members.getOrDefault("command", ""));
    ControlCommand command = commands.get(name);
    if (command == null) {
      throw new ControlException(
          "There is no command \"%s\"; there are %s."
              .formatted(name, String.join(", ", commands.keySet())));
    }
    for (String member : members.keySet()) {
      if (!member.equals("command") && !command.arguments().containsKey(member)) {
        throw new ControlException(
            "%s takes no \"%s\"; it takes %s."
                .formatted(name, member, new TreeMap<>(command.arguments()).keySet()));
      }
    }
    return command.action().run(new ControlCommand.Arguments(members), caller);
  }

  private static void say(Writer out, Map<String, ?> line) throws IOException {
    out.write(Json.write(line) + "\n");
    out.flush();
  }

  /** Listens no more; the name that leads stays if it leads elsewhere by now. */
  @Override
  public void close() throws IOException {
    listener.close();
    Files.deleteIfExists(path);
    Path link = path.resolveSibling(LEADER);
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(path.getFileName())) {
      Files.deleteIfExists(link);
    }
  }
}
