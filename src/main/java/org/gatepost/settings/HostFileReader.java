package org.gatepost.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatepost.settings.AttributeType.Choice;
import org.gatepost.settings.HostFile.Door;
import org.gatepost.settings.HostFile.DoorProtocol;
import org.gatepost.settings.HostFile.DoorTls;
import org.gatepost.settings.HostFile.Role;
import org.gatepost.settings.RouteSource.AuthHttp;
import org.gatepost.settings.RouteSource.Lookup;
import org.gatepost.settings.TlsFiles.KeyPairFiles;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Finds and reads the host's file; everything that is wrong with it is reported at once. */
public final class HostFileReader {
  private static final String ENVIRONMENT = "GATEPOST_CONFIG";
  private static final String NAME = "gatepost.yaml";
  private static final Path SYSTEM_FILE = Path.of("/etc/gatepost", NAME);
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):(\\d{1,5})");

  private final Path path;
  private final List<String> problems = new ArrayList<>();

  private HostFileReader(Path path) {
    this.path = path;
  }

  /**
   * The file to use: the argument of {@code -c}, else what the environment names, else the one
   * here, else the system's (design 3.2).
   *
   * @throws ConfigurationException if there is none
   */
  public static Path find(Optional<Path> argument) throws ConfigurationException {
    var named = argument.or(() -> Optional.ofNullable(System.getenv(ENVIRONMENT)).map(Path::of));
    if (named.isPresent()) {
      return named.get();
    }
    for (var candidate : List.of(Path.of(NAME), SYSTEM_FILE)) {
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    throw new ConfigurationException(
        "There is no configuration: name a file by -c or by %s, or put it at ./%s or %s."
            .formatted(ENVIRONMENT, NAME, SYSTEM_FILE));
  }

  /** Whether there is a file to use though no argument names one. */
  public static boolean isThere() {
    return System.getenv(ENVIRONMENT) != null
        || Stream.of(Path.of(NAME), SYSTEM_FILE).anyMatch(Files::exists);
  }

  /**
   * Reads a file.
   *
   * @throws ConfigurationException with everything that is wrong: file, line, key, and what is
   *     allowed
   */
  public static HostFile read(Path path) throws ConfigurationException {
    return new HostFileReader(path.toAbsolutePath().normalize()).read();
  }

  static Path folderOf(Path file) {
    var parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not an absolute path of a file: " + file);
    }
    return parent;
  }

  private HostFile read() throws ConfigurationException {
    var file = hostFile(compose());
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return file;
  }

  private YamlSection compose() throws ConfigurationException {
    try {
      var node =
          new Compose(LoadSettings.builder().setLabel(NAME).build())
              .composeString(Files.readString(path));
      return new YamlSection(path, "", node, problems);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new ConfigurationException(
          path.getFileName() + ":" + line + ": this is not YAML: " + e.getProblem() + ".");
    } catch (YamlEngineException | CharacterCodingException e) {
      throw new ConfigurationException(path + " is not YAML in UTF-8.");
    } catch (IOException e) {
      throw new ConfigurationException(
          path + " cannot be read (" + e.getClass().getSimpleName() + ").");
    }
  }

  private HostFile hostFile(YamlSection top) {
    var routes = routes(top.section("routes"));
    var directory =
        top.has("directory")
            ? directory(top.section("directory"))
            : Optional.<DirectorySource>empty();
    if (!top.has("directory") && routes.lookup() == Lookup.DIRECTORY) {
      top.report("directory", "is needed where routes.lookup is directory");
    }
    var file =
        new HostFile(
            path,
            top.text("server").orElseGet(HostFileReader::ownName),
            top.value("listen", "an IP address", HostFileReader::addressText),
            roles(top),
            directory,
            top.sections("doors").stream().map(this::door).toList(),
            routes,
            tls(top.section("tls")),
            attributes(top.section("attributes"), Attribute::hostWide));
    top.refuseOthers();
    return file;
  }

  private static Set<Role> roles(YamlSection top) {
    var type = new Choice<>(Role.class);
    var roles = top.list("roles", type.allowed(), type::parseOne);
    return roles.isEmpty() ? EnumSet.allOf(Role.class) : EnumSet.copyOf(roles);
  }

  private static Optional<DirectorySource> directory(YamlSection section) {
    var file = section.readableFile("file").<DirectorySource>map(DirectorySource.EmbeddedFile::new);
    var urls =
        section.list(
            "url",
            "URLs such as ldap://ldap.example.com or ldaps://ldap.example.com:636",
            text -> url(text, Set.of("ldap", "ldaps")));
    boolean startTls = section.flag("startTls");
    var bindDn = section.text("bindDn");
    var passwordFile = section.readableFile("passwordFile");
    var trust = trust(section);
    if (section.has("file") == section.has("url")) {
      section.report("file", "allowed: either file or url");
    }
    if (section.has("bindDn") != section.has("passwordFile")) {
      section.report("bindDn", "bindDn and passwordFile go together");
    }
    if (startTls && urls.stream().anyMatch(url -> "ldaps".equals(url.getScheme()))) {
      section.report("startTls", "ldaps:// is encrypted already; allowed: ldap:// with startTls");
    }
    section.refuseOthers();
    return file.or(() ->
        Optional.of(new DirectorySource.LdapServers(urls, startTls, bindDn, passwordFile, trust)));
  }

  private Door door(YamlSection section) {
    var protocol = section.value("protocol", new Choice<>(DoorProtocol.class));
    var port = section.value("port", Types.PORT);
    for (var key : List.of("protocol", "port")) {
      if (!section.has(key)) {
        section.report(key, "is missing");
      }
    }
    var door =
        new Door(
            protocol.orElse(DoorProtocol.IMAP),
            section.value("address", "an IP address", HostFileReader::addressText),
            port.orElse(0),
            section.value("tls", new Choice<>(DoorTls.class)).orElse(DoorTls.NONE),
            section.flag("proxyProtocol"),
            attributes(section.section("attributes"), a -> a.scopes().contains(Scope.DOOR)),
            section.readableFile("certificate"),
            section.readableFile("key"));
    demandPair(section);
    section.refuseOthers();
    return door;
  }

  private static RouteSource routes(YamlSection section) {
    var lookup = section.value("lookup", new Choice<>(Lookup.class)).orElse(Lookup.DIRECTORY);
    var handlers =
        section.list(
            "handlers",
            "URLs such as https://mail.example.com:7072",
            text -> url(text, Set.of("http", "https")));
    var authHttp =
        section.has("authHttp")
            ? authHttp(section.section("authHttp"))
            : Optional.<AuthHttp>empty();
    if (lookup == Lookup.AUTH_HTTP && !section.has("authHttp")) {
      section.report("authHttp", "is needed where lookup is auth_http");
    }
    var memcached =
        section.list(
            "memcached", "host:port such as cache.example.com:11211", HostFileReader::hostAndPort);
    section.refuseOthers();
    return new RouteSource(lookup, handlers, authHttp, memcached);
  }

  private static Optional<AuthHttp> authHttp(YamlSection section) {
    var url =
        section.value(
            "url",
            "a URL such as http://127.0.0.1:9000/auth",
            text -> url(text, Set.of("http", "https")));
    if (!section.has("url")) {
      section.report("url", "is missing");
    }
    var timeout = section.value("timeout", Types.SECONDS).orElse(Duration.ofSeconds(60));
    var headers = new LinkedHashMap<String, String>();
    var given = section.section("headers");
    for (var name : given.keys()) {
      given.text(name).ifPresent(value -> headers.put(name, value));
    }
    section.refuseOthers();
    return url.map(u -> new AuthHttp(u, timeout, Collections.unmodifiableMap(headers)));
  }

  private static TlsFiles tls(YamlSection section) {
    var certificate = section.readableFile("certificate");
    var key = section.readableFile("key");
    demandPair(section);
    var domains = new LinkedHashMap<String, KeyPairFiles>();
    var given = section.section("domains");
    for (var name : given.keys()) {
      var pair = given.section(name);
      var pairCertificate = pair.readableFile("certificate");
      var pairKey = pair.readableFile("key");
      for (var part : List.of("certificate", "key")) {
        if (!pair.has(part)) {
          pair.report(part, "is missing");
        }
      }
      pair.refuseOthers();
      if (pairCertificate.isPresent() && pairKey.isPresent()) {
        domains.put(
            name.toLowerCase(Locale.ROOT), new KeyPairFiles(pairCertificate.get(), pairKey.get()));
      }
    }
    var upstream = section.section("upstream");
    var trust = trust(upstream);
    upstream.refuseOthers();
    section.refuseOthers();
    return new TlsFiles(certificate, key, Map.copyOf(domains), trust);
  }

  private static void demandPair(YamlSection section) {
    if (section.has("certificate") != section.has("key")) {
      section.report("certificate", "certificate and key go together");
    }
  }

  private static Trust trust(YamlSection section) {
    var word = section.text("trust").orElse("system");
    return switch (word) {
      case "system" -> new Trust.SystemStore();
      case "insecure" -> new Trust.Insecure();
      default ->
          section
              .readableFile("trust")
              .<Trust>map(Trust.PemFile::new)
              .orElseGet(Trust.SystemStore::new);
    };
  }

  private Map<String, List<String>> attributes(
      YamlSection section, Function<Attribute<?>, Boolean> belongsHere) {
    var result = new LinkedHashMap<String, List<String>>();
    for (var name : section.keys()) {
      var texts = new ArrayList<>(section.list(name, "texts", text -> text));
      var found = Attributes.named(name);
      if (found.isEmpty()) {
        section.report(name, Attributes.unknown(name).replaceFirst("\\.$", ""));
        continue;
      }
      var attribute = found.get();
      if (!belongsHere.apply(attribute)) {
        section.report(name, "cannot be set here; it belongs to " + attribute.scopesInWords());
      } else if (isValid(section, attribute, name, texts)) {
        if (attribute.type() instanceof AttributeType.FileName) {
          texts.replaceAll(text -> folderOf(path).resolve(text).toString());
          texts.forEach(text -> section.isReadable(name, Path.of(text)));
        }
        if (result.put(attribute.name(), List.copyOf(texts)) != null) {
          section.report(name, "stands here a second time");
        }
      }
    }
    return result;
  }

  private static boolean isValid(
      YamlSection section, Attribute<?> attribute, String name, List<String> texts) {
    try {
      if (!texts.isEmpty()) {
        attribute.type().parse(texts);
      }
      return true;
    } catch (IllegalArgumentException _) {
      section.report(
          name,
          "has the value %s; allowed: %s"
              .formatted(attribute.shown(texts), attribute.type().allowed()));
      return false;
    }
  }

  private static String addressText(String text) {
    return Cidr.literal(text).getHostAddress();
  }

  private static URI url(String text, Set<String> schemes) {
    var url = URI.create(text);
    if (url.getHost() == null || !schemes.contains(url.getScheme())) {
      throw new IllegalArgumentException(text);
    }
    return url;
  }

  private static InetSocketAddress hostAndPort(String text) {
    var match = HOST_AND_PORT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(text);
    }
    var host = match.group(1) == null ? match.group(2) : match.group(1);
    return InetSocketAddress.createUnresolved(host, Integer.parseInt(match.group(3)));
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }
}
