package org.gatepost.directory;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;

/**
 * Reads and changes the directory, wherever it is; the layout is Zimbra's (design 3.4).
 *
 * <p>Every call may block for some seconds, so callers are virtual threads. Any number of them may
 * call at once; no more than {@value #MAX_CONNECTIONS} connections are used, the rest wait.
 */
public final class Directory implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 16;
  private static final int MANY = 1_000;
  private static final Duration FILE_INTERVAL = Duration.ofSeconds(2);
  private static final Duration SERVER_INTERVAL = Duration.ofSeconds(5);

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

  private final Store store;
  private final Set<Watching> watches = ConcurrentHashMap.newKeySet();
  private final Searches searches;
  private volatile boolean toReadOnly;

  private Directory(Store store, boolean toReadOnly) {
    this.store = store;
    this.searches = new Searches(store, MAX_CONNECTIONS);
    this.toReadOnly = toReadOnly;
  }

  /**
   * Loads the embedded directory, or connects to the servers. An embedded one is locked: no other
   * process can open it until this one is closed, or calls {@link #releaseLock}.
   *
   * @throws DirectoryException if the file cannot be loaded, or no server can be used; of kind
   *     {@code LOCKED} if another process has the file
   */
  public static Directory open(DirectorySource source) throws DirectoryException {
    return new Directory(
        switch (source) {
          case DirectorySource.EmbeddedFile(var file) ->
              EmbeddedDirectory.open(LdifFile.named(file));
          case DirectorySource.LdapServers servers -> connect(servers);
        },
        false);
  }

  /**
   * The same to read only: nothing is locked, changes are refused. Works while another process has
   * the file of an embedded directory, and shows what stood there.
   *
   * @throws DirectoryException if the file cannot be loaded, or no server can be used
   */
  public static Directory openToRead(DirectorySource source) throws DirectoryException {
    return new Directory(
        switch (source) {
          case DirectorySource.EmbeddedFile(var file) ->
              EmbeddedDirectory.openToRead(LdifFile.named(file));
          case DirectorySource.LdapServers servers -> connect(servers);
        },
        true);
  }

  private static LdapServer connect(DirectorySource.LdapServers servers) throws DirectoryException {
    return LdapServer.connect(LdapConnections.to(servers), MAX_CONNECTIONS);
  }

  /**
   * Uses the directory that another process on this host lends, {@link #lend}.
   *
   * @throws DirectoryException if that process does not answer, or takes this for no loan of its
   */
  public static Directory borrow(InetSocketAddress address, String bindDn, String password)
      throws DirectoryException {
    var connections = LdapConnections.to(address, bindDn, password);
    return new Directory(LdapServer.connect(connections, MAX_CONNECTIONS), false);
  }

  /**
   * Lends an embedded directory to other processes on this host: over LDAP, on an address of
   * loopback, for one password. Changes that come that way are in the file before they are
   * answered, like all others. The loan ends with this directory at the latest.
   *
   * @throws DirectoryException of kind {@code NOT_ALLOWED} if the directory is not embedded
   */
  public Loan lend() throws DirectoryException {
    if (store instanceof EmbeddedDirectory embedded) {
      return embedded.lend();
    }
    throw new DirectoryException(
        DirectoryException.Kind.NOT_ALLOWED,
        "The directory is at a server, where everybody can ask it; only an embedded one is lent.");
  }

  /** A directory with nothing in it, for a host that has all it needs in its file. */
  public static Directory empty() throws DirectoryException {
    return new Directory(EmbeddedDirectory.empty(), false);
  }

  /**
   * Makes a directory that was opened to read one that can be changed. An embedded one is locked,
   * as soon as whoever has it lets go, and loaded anew if it changed meanwhile.
   *
   * @param patience how long to wait for the lock
   * @throws DirectoryException of kind {@code LOCKED} if that was not enough
   */
  public void takeLock(Duration patience) throws DirectoryException {
    if (store instanceof EmbeddedDirectory embedded) {
      embedded.takeLock(patience);
    }
    toReadOnly = false;
  }

  /**
   * Lets another process have the file of an embedded directory, once a running change is written.
   * From then on changes are refused here; what the other changes is seen by {@link #watch} alone.
   */
  public void releaseLock() {
    if (store instanceof EmbeddedDirectory embedded) {
      embedded.releaseLock();
    }
  }

  /** Whether the directory is a file of this host, which one process at a time can change. */
  public boolean isEmbedded() {
    return store instanceof EmbeddedDirectory;
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
    return searches.some(MANY, SERVERS_DN, SERVERS.filter(Map.of()));
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
    return searches.some(
        MANY,
        "",
        DOMAINS_WITH_CERTIFICATE.filter(Map.of()),
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
    return searches.some(1, base, filter.filter(values), attributes).stream().findFirst();
  }

  /** All entries that a filter finds in the whole directory, up to a number. */
  public List<Entry> searchAll(
      FilterTemplate filter, Map<String, String> values, int limit, String... attributes)
      throws DirectoryException {
    return searches.some(limit, "", filter.filter(values), attributes);
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
    return searches.all(base, filter.filter(values), attributes);
  }

  /**
   * Whether a password is that of an entry: the directory itself compares, at an LDAP bind. An
   * empty one never is; servers would take it for a bind of nobody (RFC 4513 §5.1.2).
   */
  public boolean verifies(String dn, byte[] password) throws DirectoryException {
    return password.length > 0 && searches.inTurn(() -> binds(new SimpleBindRequest(dn, password)));
  }

  private boolean binds(SimpleBindRequest bind) throws LDAPException {
    try {
      return ResultCode.SUCCESS.equals(store.bind(bind).getResultCode());
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
        values.add(new Attribute(name, Modifying.octets(name, texts)));
      }
    });
    change(() -> store.add(new AddRequest(dn, values)));
  }

  /**
   * Changes an entry, all at once or not at all. To add a value that is there, or to remove one
   * that is not, changes nothing.
   *
   * @throws DirectoryException of kind {@code NO_SUCH_ENTRY} if there is none of that name
   */
  public void modify(String dn, List<Change> changes) throws DirectoryException {
    change(() -> {
      try {
        store.modify(Modifying.request(dn, changes));
      } catch (LDAPException e) {
        // Not every server knows how to be permissive, and OpenLDAP is so with additions alone.
        if (!Modifying.isAboutNothing(e)) {
          throw e;
        }
        modifyWhatDiffers(dn, changes);
      }
    });
  }

  private void modifyWhatDiffers(String dn, List<Change> changes) throws LDAPException {
    var entry = searches.entry(dn);
    var differing =
        changes.stream()
            .flatMap(change ->
                change
                    .against(entry.map(found -> found.all(change.attribute())).orElseGet(List::of))
                    .stream())
            .toList();
    if (!differing.isEmpty()) {
      store.modify(Modifying.request(dn, differing));
    }
  }

  /** Deletes an entry that has none below it. */
  public void delete(String dn) throws DirectoryException {
    change(() -> store.delete(new DeleteRequest(dn)));
  }

  private interface Changing {
    void change() throws LDAPException;
  }

  private void change(Changing changing) throws DirectoryException {
    if (toReadOnly) {
      throw new DirectoryException(
          DirectoryException.Kind.NOT_ALLOWED, "The directory was opened to be read only.");
    }
    searches.inTurn(() -> {
      changing.change();
      return true;
    });
  }

  /** A watch over the directory, until it is closed. */
  public interface Watching extends AutoCloseable {
    /** No new call begins; one that runs is let finish. */
    @Override
    void close();
  }

  /**
   * Calls back whenever something changed, whoever changed it. What is read after this returned is
   * never older than what a later call tells of; so watch first, then read. If the directory cannot
   * be reached, one call comes when it can be again.
   *
   * <p>At servers it is settings, servers and domains that are watched; accounts are not.
   *
   * @param changed called on a thread of its own, never twice at once; several changes may be one
   *     call, and a call may come without a change
   */
  public Watching watch(Runnable changed) {
    return watch(isEmbedded() ? FILE_INTERVAL : SERVER_INTERVAL, changed);
  }

  /**
   * Takes over at once what somebody has written into the file of an embedded directory.
   *
   * @throws DirectoryException if that is no valid content; what was read before stays then
   */
  public void refresh() throws DirectoryException {
    store.refresh();
  }

  Watching watch(Duration interval, Runnable changed) {
    var watching = store.watch(interval, changed);
    watches.add(watching);
    return watching;
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
    watches.forEach(Watching::close);
    store.close();
  }

  /** The entry of that distinguished name. */
  public Optional<Entry> entry(String dn) throws DirectoryException {
    return searches.inTurn(() -> searches.entry(dn));
  }
}
