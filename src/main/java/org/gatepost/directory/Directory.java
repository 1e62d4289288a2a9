package org.gatepost.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes the directory, wherever it is; the layout is Zimbra's (design 3.4).
 *
 * <p>Every call may block for some seconds, so callers are virtual threads. Any number of them may
 * call at once; no more than {@value #MAX_CONNECTIONS} connections are used, the rest wait.
 */
public final class Directory implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 16;
  private static final int TIME_LIMIT_SECONDS = 5;
  private static final int LISTING_LIMIT_SECONDS = 60;
  private static final int MANY = 1_000;

  /** The entry of settings that hold everywhere. */
  public static final String CONFIG_DN = "cn=config,cn=zimbra";

  /** Above the entries of all servers. */
  public static final String SERVERS_DN = "cn=servers,cn=zimbra";

  private static final FilterTemplate DOMAIN_BY_NAME =
      FilterTemplate.parse(
          "(&(zimbraDomainName=${NAME})(objectClass=zimbraDomain))", Set.of("NAME"));
  private static final FilterTemplate DOMAIN_BY_ID =
      FilterTemplate.parse("(&(zimbraId=${ID})(objectClass=zimbraDomain))", Set.of("ID"));
  private static final FilterTemplate DOMAINS_WITH_CERTIFICATE =
      FilterTemplate.parse(
          "(&(zimbraSSLCertificate=*)(zimbraSSLPrivateKey=*)(objectClass=zimbraDomain))", Set.of());
  private static final FilterTemplate SERVERS =
      FilterTemplate.parse("(objectClass=zimbraServer)", Set.of());

  private final LDAPInterface ldap;
  private final Semaphore turns = new Semaphore(MAX_CONNECTIONS);
  private volatile @Nullable List<String> suffixes;

  private Directory(LDAPInterface ldap) {
    this.ldap = ldap;
  }

  /**
   * Loads the embedded directory, or connects to the servers.
   *
   * @throws DirectoryException if the file cannot be loaded, or no server can be used
   */
  public static Directory open(DirectorySource source) throws DirectoryException {
    return new Directory(
        switch (source) {
          case DirectorySource.EmbeddedFile(var file) -> EmbeddedDirectory.open(file);
          case DirectorySource.LdapServers servers ->
              LdapConnections.open(servers, MAX_CONNECTIONS);
        });
  }

  /** A directory with nothing in it, for a host that has all it needs in its file. */
  public static Directory empty() throws DirectoryException {
    return new Directory(EmbeddedDirectory.empty());
  }

  /**
   * The settings in effect of a host: its file over its server entry over globalConfig.
   *
   * @param server the name of the server entry; it need not exist
   * @param file {@code attributes} of the host's file
   */
  public EffectiveSettings settings(String server, Map<String, List<String>> file)
      throws DirectoryException, ConfigurationException {
    return EffectiveSettings.resolve(
        file,
        server(server).map(Entry::attributes).orElseGet(Map::of),
        globalConfig().map(Entry::attributes).orElseGet(Map::of));
  }

  /** The entry of settings that hold everywhere. */
  public Optional<Entry> globalConfig() throws DirectoryException {
    return entry(CONFIG_DN);
  }

  /** The server entry of that name. */
  public Optional<Entry> server(String name) throws DirectoryException {
    return entry(dnBelow(SERVERS_DN, "cn", name));
  }

  /** Every server entry. */
  public List<Entry> servers() throws DirectoryException {
    return search(SERVERS_DN, SERVERS.filter(Map.of()), MANY);
  }

  /** The domain of that name, in any case; the rest as for {@link #searchOne}. */
  public Optional<Entry> domain(String base, String name, String... attributes)
      throws DirectoryException {
    return searchOne(base, DOMAIN_BY_NAME, Map.of("NAME", name), attributes);
  }

  /** The domain of that {@code zimbraId}; the rest as for {@link #searchOne}. */
  public Optional<Entry> domainById(String id, String... attributes) throws DirectoryException {
    return searchOne("", DOMAIN_BY_ID, Map.of("ID", id), attributes);
  }

  /** The domains that have a certificate: names, certificate and private key of each. */
  public List<Entry> domainsWithCertificate() throws DirectoryException {
    return search(
        "",
        DOMAINS_WITH_CERTIFICATE.filter(Map.of()),
        MANY,
        "zimbraDomainName",
        "zimbraVirtualHostname",
        "zimbraVirtualIPAddress",
        "zimbraSSLCertificate",
        "zimbraSSLPrivateKey");
  }

  /**
   * The first entry that a filter finds below a base.
   *
   * @param base where to begin; empty: the whole directory
   * @param values put into the filter, escaped
   * @param attributes those to read; none: all that users may read
   */
  public Optional<Entry> searchOne(
      String base, FilterTemplate filter, Map<String, String> values, String... attributes)
      throws DirectoryException {
    return search(base, filter.filter(values), 1, attributes).stream().findFirst();
  }

  /** All entries that a filter finds in the whole directory, up to a number. */
  public List<Entry> searchAll(
      FilterTemplate filter, Map<String, String> values, int limit, String... attributes)
      throws DirectoryException {
    return search("", filter.filter(values), limit, attributes);
  }

  /**
   * Every entry that a filter finds below a base; to be shown only some of them is an error.
   *
   * @param base where to begin; empty: the whole directory
   * @param attributes those to read; none: all that users may read
   */
  public List<Entry> listing(
      String base, FilterTemplate filter, Map<String, String> values, String... attributes)
      throws DirectoryException {
    var found = new ArrayList<Entry>();
    for (var suffix : base.isEmpty() ? suffixes() : List.of(base)) {
      var request = new SearchRequest(suffix, SearchScope.SUB, filter.filter(values), attributes);
      request.setTimeLimitSeconds(LISTING_LIMIT_SECONDS);
      request.setResponseTimeoutMillis(TimeUnit.SECONDS.toMillis(LISTING_LIMIT_SECONDS));
      found.addAll(inTurn(() -> everything(request)));
    }
    return found;
  }

  private List<Entry> everything(SearchRequest request) throws LDAPException {
    try {
      return ours(ldap.search(request).getSearchEntries());
    } catch (LDAPSearchException e) {
      if (ResultCode.NO_SUCH_OBJECT.equals(e.getResultCode())) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * Whether a password is that of an entry: the directory itself compares, at an LDAP bind. An
   * empty one never is; servers would take it for a bind of nobody (RFC 4513 §5.1.2).
   */
  public boolean verifies(String dn, byte[] password) throws DirectoryException {
    return password.length > 0 && inTurn(() -> binds(new SimpleBindRequest(dn, password)));
  }

  private boolean binds(SimpleBindRequest bind) throws LDAPException {
    try {
      var result =
          switch (ldap) {
            case LDAPConnectionPool pool -> pool.bindAndRevertAuthentication(bind);
            case InMemoryDirectoryServer server -> server.bind(bind);
            default -> throw new IllegalStateException("no other is ever opened");
          };
      return ResultCode.SUCCESS.equals(result.getResultCode());
    } catch (LDAPException e) {
      // Wrong, or an entry without a password, or none at all: they are not told apart.
      if (ResultCode.INVALID_CREDENTIALS.equals(e.getResultCode())
          || ResultCode.INAPPROPRIATE_AUTHENTICATION.equals(e.getResultCode())
          || ResultCode.NO_SUCH_OBJECT.equals(e.getResultCode())) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Adds an entry.
   *
   * @param attributes at least one value each; empty lists are left out
   * @throws DirectoryException of kind {@code EXISTS} if one of that name is there already
   */
  public void add(String dn, Map<String, List<String>> attributes) throws DirectoryException {
    var values = new ArrayList<Attribute>();
    attributes.forEach((name, texts) -> {
      if (!texts.isEmpty()) {
        values.add(new Attribute(name, octets(name, texts)));
      }
    });
    inTurn(() -> ldap.add(new AddRequest(dn, values)));
  }

  /**
   * Changes an entry, all at once or not at all. To add a value that is there, or to remove one
   * that is not, changes nothing.
   *
   * @throws DirectoryException of kind {@code NO_SUCH_ENTRY} if there is none of that name
   */
  public void modify(String dn, List<Change> changes) throws DirectoryException {
    var modifications = changes.stream().map(Directory::modification).toList();
    var request = new ModifyRequest(dn, modifications);
    request.addControl(new PermissiveModifyRequestControl());
    inTurn(() -> ldap.modify(request));
  }

  private static Modification modification(Change change) {
    var values = octets(change.attribute(), change.values());
    return switch (change) {
      case Change.Replace(var name, var _) ->
          new Modification(ModificationType.REPLACE, name, values);
      case Change.Add(var name, var _) -> new Modification(ModificationType.ADD, name, values);
      case Change.Remove(var name, var _) ->
          new Modification(ModificationType.DELETE, name, values);
    };
  }

  private static byte[][] octets(String attribute, List<String> values) {
    boolean binary = Entry.isBinary(attribute);
    return values.stream()
        .map(value ->
            binary ? Base64.getDecoder().decode(value) : value.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  /** Deletes an entry that has none below it. */
  public void delete(String dn) throws DirectoryException {
    inTurn(() -> ldap.delete(dn));
  }

  /** The name of an entry below another, escaped. */
  public static String dnBelow(String parent, String type, String name) {
    try {
      return new DN(new RDN(type, name), new DN(parent)).toString();
    } catch (LDAPException e) {
      throw new IllegalArgumentException(parent + " is no name of an entry", e);
    }
  }

  @Override
  public void close() {
    switch (ldap) {
      case LDAPConnectionPool pool -> pool.close();
      case InMemoryDirectoryServer server -> server.shutDown(true);
      default -> throw new IllegalStateException("no other is ever opened");
    }
  }

  /** The entry of that distinguished name. */
  public Optional<Entry> entry(String dn) throws DirectoryException {
    return inTurn(() -> Optional.ofNullable(ldap.getEntry(dn)).map(Directory::ours));
  }

  private List<Entry> search(String base, Filter filter, int limit, String... attributes)
      throws DirectoryException {
    var found = new ArrayList<Entry>();
    for (var suffix : base.isEmpty() ? suffixes() : List.of(base)) {
      if (found.size() < limit) {
        found.addAll(inTurn(() -> searchBelow(suffix, filter, limit - found.size(), attributes)));
      }
    }
    return found;
  }

  private List<Entry> searchBelow(String base, Filter filter, int limit, String... attributes)
      throws LDAPException {
    var request =
        new SearchRequest(
            base,
            SearchScope.SUB,
            DereferencePolicy.NEVER,
            limit,
            TIME_LIMIT_SECONDS,
            false,
            filter,
            attributes);
    try {
      return ours(ldap.search(request).getSearchEntries());
    } catch (LDAPSearchException e) {
      // More than asked for is no error; a base that is not there holds nothing.
      if (ResultCode.SIZE_LIMIT_EXCEEDED.equals(e.getResultCode())) {
        return ours(e.getSearchEntries());
      }
      if (ResultCode.NO_SUCH_OBJECT.equals(e.getResultCode())) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * The tops of the directory's trees. Zimbra's server holds everything below one empty name;
   * others hold several trees and find nothing if asked for the empty name.
   */
  private List<String> suffixes() throws DirectoryException {
    var known = suffixes;
    if (known != null) {
      return known;
    }
    var read =
        inTurn(() -> {
          var root = ldap.getEntry("", "namingContexts");
          var names = root == null ? null : root.getAttributeValues("namingContexts");
          return names == null || Arrays.asList(names).contains("") ? List.of("") : List.of(names);
        });
    suffixes = read;
    return read;
  }

  private interface Reading<T> {
    T read() throws LDAPException;
  }

  private <T> T inTurn(Reading<T> reading) throws DirectoryException {
    try {
      if (!turns.tryAcquire(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new DirectoryException("The directory is too busy to be asked.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DirectoryException("Asking the directory was interrupted.", e);
    }
    try {
      return reading.read();
    } catch (LDAPException e) {
      throw DirectoryException.of(e);
    } finally {
      turns.release();
    }
  }

  private static List<Entry> ours(@Nullable List<SearchResultEntry> entries) {
    return entries == null ? List.of() : entries.stream().map(Directory::ours).toList();
  }

  private static Entry ours(SearchResultEntry entry) {
    var attributes = new HashMap<String, List<String>>();
    for (var attribute : entry.getAttributes()) {
      attributes.put(attribute.getName(), values(attribute));
    }
    return new Entry(entry.getDN(), attributes);
  }

  private static List<String> values(Attribute attribute) {
    return Entry.isBinary(attribute.getName())
        ? Arrays.stream(attribute.getValueByteArrays())
            .map(Base64.getEncoder()::encodeToString)
            .toList()
        : List.of(attribute.getValues());
  }
}
