package org.gatepost.prov;

import static org.gatepost.prov.Category.ACCOUNT;
import static org.gatepost.prov.Category.CONFIG;
import static org.gatepost.prov.Category.DOMAIN;
import static org.gatepost.prov.Category.MISC;
import static org.gatepost.prov.Category.REVERSEPROXY;
import static org.gatepost.prov.Category.SERVER;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.ClosestWord;

/** The commands: the one table of names, arguments and examples (spec http 5.2). */
@SuppressWarnings("ImmutableEnumChecker") // shapes are, and actions are methods
public enum Command {
  GET_ACCOUNT(
      "getAccount",
      "ga",
      ACCOUNT,
      "[-e] {name@domain|id} [attr1 [attr2...]]",
      1,
      Integer.MAX_VALUE,
      "ga alice@example.com zimbraMailHost",
      Shape.reads(Kind.ACCOUNT),
      AccountCommands::get),
  MODIFY_ACCOUNT(
      "modifyAccount",
      "ma",
      ACCOUNT,
      "{name@domain|id} [attr1 value1 [attr2 value2...]]",
      3,
      Integer.MAX_VALUE,
      "ma alice@example.com zimbraMailHost mail2.example.com",
      Shape.writes(Kind.ACCOUNT),
      AccountCommands::modify),
  CREATE_ACCOUNT(
      "createAccount",
      "ca",
      ACCOUNT,
      "{name@domain} {password} [attr1 value1 [attr2 value2...]]",
      1,
      Integer.MAX_VALUE,
      "ca alice@example.com - zimbraMailHost mail.example.com",
      Shape.writesAfter(2, Kind.ACCOUNT),
      AccountCommands::create),
  DELETE_ACCOUNT(
      "deleteAccount",
      "da",
      ACCOUNT,
      "{name@domain|id}",
      1,
      1,
      "da alice@example.com",
      Shape.names(Kind.ACCOUNT),
      AccountCommands::delete),
  GET_ALL_ACCOUNTS(
      "getAllAccounts",
      "gaa",
      ACCOUNT,
      "[-v] [-e] [-s server] [{domain}]",
      0,
      5,
      "gaa -s mail.example.com example.com",
      Shape.names(Kind.DOMAIN),
      AccountCommands::getAll),
  GET_ALL_ADMIN_ACCOUNTS(
      "getAllAdminAccounts",
      "gaaa",
      ACCOUNT,
      "[-v] [-e] [attr1 [attr2...]]",
      0,
      Integer.MAX_VALUE,
      "gaaa -v",
      Shape.attributes(Kind.ACCOUNT),
      AccountCommands::getAdministrators),
  SET_PASSWORD(
      "setPassword",
      "sp",
      ACCOUNT,
      "{name@domain|id} {password}",
      1,
      2,
      "sp alice@example.com",
      Shape.names(Kind.ACCOUNT),
      AccountCommands::setPassword),
  ADD_ACCOUNT_ALIAS(
      "addAccountAlias",
      "aaa",
      ACCOUNT,
      "{name@domain|id} {alias@domain}",
      2,
      2,
      "aaa alice@example.com postmaster@example.com",
      Shape.names(Kind.ACCOUNT),
      AccountCommands::addAlias),
  REMOVE_ACCOUNT_ALIAS(
      "removeAccountAlias",
      "raa",
      ACCOUNT,
      "{name@domain|id} {alias@domain}",
      2,
      2,
      "raa alice@example.com postmaster@example.com",
      Shape.names(Kind.ACCOUNT),
      AccountCommands::removeAlias),
  GET_CONFIG(
      "getConfig",
      "gcf",
      CONFIG,
      "{name}",
      1,
      1,
      "gcf zimbraReverseProxyLookupTarget",
      Shape.attributes(Kind.CONFIG),
      ConfigCommands::get),
  MODIFY_CONFIG(
      "modifyConfig",
      "mcf",
      CONFIG,
      "attr1 value1 [attr2 value2...]",
      2,
      Integer.MAX_VALUE,
      "mcf zimbraMailProxyReconnectTimeout 125",
      Shape.writesAfter(0, Kind.CONFIG),
      ConfigCommands::modify),
  GET_ALL_CONFIG(
      "getAllConfig",
      "gacf",
      CONFIG,
      "[attr1 [attr2...]]",
      0,
      Integer.MAX_VALUE,
      "gacf zimbraReverseProxySSLProtocols",
      Shape.attributes(Kind.CONFIG),
      ConfigCommands::getAll),
  GET_DOMAIN(
      "getDomain",
      "gd",
      DOMAIN,
      "[-e] {domain|id} [attr1 [attr2...]]",
      1,
      Integer.MAX_VALUE,
      "gd example.com zimbraVirtualHostname",
      Shape.reads(Kind.DOMAIN),
      DomainCommands::get),
  MODIFY_DOMAIN(
      "modifyDomain",
      "md",
      DOMAIN,
      "{domain|id} [attr1 value1 [attr2 value2...]]",
      3,
      Integer.MAX_VALUE,
      "md example.com +zimbraVirtualHostname mail.example.com",
      Shape.writes(Kind.DOMAIN),
      DomainCommands::modify),
  CREATE_DOMAIN(
      "createDomain",
      "cd",
      DOMAIN,
      "{domain} [attr1 value1 [attr2 value2...]]",
      1,
      Integer.MAX_VALUE,
      "cd example.com",
      Shape.writes(Kind.DOMAIN),
      DomainCommands::create),
  CREATE_ALIAS_DOMAIN(
      "createAliasDomain",
      "cad",
      DOMAIN,
      "{alias-domain-name} {local-domain-name|id} [attr1 value1 [attr2 value2...]]",
      2,
      Integer.MAX_VALUE,
      "cad example.net example.com",
      Shape.writesAfter(2, Kind.DOMAIN),
      DomainCommands::createAlias),
  DELETE_DOMAIN(
      "deleteDomain",
      "dd",
      DOMAIN,
      "{domain|id}",
      1,
      1,
      "dd example.com",
      Shape.names(Kind.DOMAIN),
      DomainCommands::delete),
  GET_ALL_DOMAINS(
      "getAllDomains",
      "gad",
      DOMAIN,
      "[-v] [-e] [attr1 [attr2...]]",
      0,
      Integer.MAX_VALUE,
      "gad -v -e zimbraVirtualHostname",
      Shape.attributes(Kind.DOMAIN),
      DomainCommands::getAll),
  GET_DOMAIN_INFO(
      "getDomainInfo",
      "gdi",
      DOMAIN,
      "name|id|virtualHostname {value} [attr1 [attr2...]]",
      2,
      Integer.MAX_VALUE,
      "gdi virtualHostname mail.example.com zimbraDomainName",
      Shape.none(),
      DomainCommands::getInfo),
  GET_SERVER(
      "getServer",
      "gs",
      SERVER,
      "[-e] {name|id} [attr1 [attr2...]]",
      1,
      Integer.MAX_VALUE,
      "gs proxy.example.com zimbraServiceEnabled",
      Shape.reads(Kind.SERVER),
      ServerCommands::get),
  MODIFY_SERVER(
      "modifyServer",
      "ms",
      SERVER,
      "{name|id} [attr1 value1 [attr2 value2...]]",
      3,
      Integer.MAX_VALUE,
      "ms mta.example.com zimbraReverseProxyLookupTarget FALSE",
      Shape.writes(Kind.SERVER),
      ServerCommands::modify),
  CREATE_SERVER(
      "createServer",
      "cs",
      SERVER,
      "{name} [attr1 value1 [attr2 value2...]]",
      1,
      Integer.MAX_VALUE,
      "cs mail2.example.com zimbraServiceEnabled mailbox",
      Shape.writes(Kind.SERVER),
      ServerCommands::create),
  DELETE_SERVER(
      "deleteServer",
      "ds",
      SERVER,
      "{name|id}",
      1,
      1,
      "ds mail2.example.com",
      Shape.names(Kind.SERVER),
      ServerCommands::delete),
  GET_ALL_SERVERS(
      "getAllServers",
      "gas",
      SERVER,
      "[-v] [-e] [service]",
      0,
      3,
      "gas proxy",
      Shape.none(),
      ServerCommands::getAll),
  GET_ALL_MEMCACHED_SERVERS(
      "getAllMemcachedServers",
      "gamcs",
      SERVER,
      "",
      0,
      0,
      "gamcs",
      Shape.none(),
      ProxyCommands::memcachedServers),
  GET_ALL_MTA_AUTH_URLS(
      "getAllMtaAuthURLs",
      "gamau",
      SERVER,
      "",
      0,
      0,
      "gamau",
      Shape.none(),
      ProxyCommands::mtaAuthUrls),
  GET_ALL_REVERSE_PROXY_URLS(
      "getAllReverseProxyURLs",
      "garpu",
      REVERSEPROXY,
      "",
      0,
      0,
      "garpu",
      Shape.none(),
      ProxyCommands::lookupHandlers),
  GET_ALL_REVERSE_PROXY_BACKENDS(
      "getAllReverseProxyBackends",
      "garpb",
      REVERSEPROXY,
      "",
      0,
      0,
      "garpb",
      Shape.none(),
      ProxyCommands::backends),
  GET_ALL_REVERSE_PROXY_DOMAINS(
      "getAllReverseProxyDomains",
      "garpd",
      REVERSEPROXY,
      "",
      0,
      0,
      "garpd",
      Shape.none(),
      ProxyCommands::domains),
  DESCRIBE(
      "describe",
      "desc",
      MISC,
      "[[-v] [-ni] [{entry-type}]] | [-a {attribute-name}]",
      0,
      Integer.MAX_VALUE,
      "desc -a zimbraMailProxyReconnectTimeout",
      Shape.anyAttributes(),
      Descriptions::describe),
  FLUSH_CACHE(
      "flushCache",
      "fc",
      MISC,
      "[-a] {" + MiscCommands.CACHE_TYPES + "|<extension-cache-type>} [name1|id1 [name2|id2...]]",
      1,
      Integer.MAX_VALUE,
      "fc account alice@example.com",
      Shape.none(),
      MiscCommands::flushCache),
  GET_AUTH_TOKEN_INFO(
      "getAuthTokenInfo",
      "gati",
      MISC,
      "{auth-token}",
      1,
      1,
      "",
      Shape.none(),
      MiscCommands::authTokenInfo),
  GET_MEMCACHED_CLIENT_CONFIG(
      "getMemcachedClientConfig",
      "gmcc",
      MISC,
      "all | mailbox-server [...]",
      1,
      Integer.MAX_VALUE,
      "gmcc all",
      Shape.names(Kind.SERVER),
      MiscCommands::memcachedClients),
  RELOAD_MEMCACHED_CLIENT_CONFIG(
      "reloadMemcachedClientConfig",
      "rmcc",
      MISC,
      "all | mailbox-server [...]",
      1,
      Integer.MAX_VALUE,
      "rmcc all",
      Shape.names(Kind.SERVER),
      MiscCommands::reloadMemcachedClients),
  HELP("help", "?", MISC, "commands", 0, 1, "help domain", Shape.none(), MiscCommands::help),
  EXIT("exit", "quit", MISC, "", 0, 0, "", Shape.none(), call -> {});

  /** What a command does. */
  interface Action {
    void run(Call call) throws ServiceError, UsageError, DirectoryException;
  }

  private static final Map<String, Command> BY_NAME = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private static final Set<Command> CHANGING =
      EnumSet.of(
          MODIFY_ACCOUNT,
          CREATE_ACCOUNT,
          DELETE_ACCOUNT,
          SET_PASSWORD,
          ADD_ACCOUNT_ALIAS,
          REMOVE_ACCOUNT_ALIAS,
          MODIFY_CONFIG,
          MODIFY_DOMAIN,
          CREATE_DOMAIN,
          CREATE_ALIAS_DOMAIN,
          DELETE_DOMAIN,
          MODIFY_SERVER,
          CREATE_SERVER,
          DELETE_SERVER);

  private static final Set<Command> ASKING_NOBODY =
      EnumSet.of(DESCRIBE, FLUSH_CACHE, GET_AUTH_TOKEN_INFO, HELP, EXIT);

  static {
    for (var command : values()) {
      BY_NAME.put(command.longName, command);
      BY_NAME.put(command.alias, command);
    }
  }

  private final String longName;
  private final String alias;
  private final Category category;
  private final String arguments;
  private final int least;
  private final int most;
  private final String example;
  private final Shape shape;
  private final Action action;

  Command(
      String longName,
      String alias,
      Category category,
      String arguments,
      int least,
      int most,
      String example,
      Shape shape,
      Action action) {
    this.longName = longName;
    this.alias = alias;
    this.category = category;
    this.arguments = arguments;
    this.least = least;
    this.most = most;
    this.example = example;
    this.shape = shape;
    this.action = action;
  }

  /** The command of that name or alias, in any case. */
  public static Optional<Command> named(String word) {
    return Optional.ofNullable(BY_NAME.get(word));
  }

  /** What somebody meant who wrote an unknown word. */
  static Optional<String> nearestTo(String word) {
    // Of one letter everything is near.
    return Optional.of(word)
        .filter(given -> given.length() > 1)
        .flatMap(given -> ClosestWord.to(given, BY_NAME.keySet()));
  }

  /** All names and aliases. */
  static List<String> words() {
    return List.copyOf(BY_NAME.keySet());
  }

  void run(Call call) throws ServiceError, UsageError, DirectoryException {
    int count = call.remaining();
    if (count < least || count > most) {
      throw new UsageError();
    }
    action.run(call);
  }

  /** As it stands in usage texts: {@code getServer(gs) [-e] {name|id} ...}. */
  String usage() {
    return "%s(%s) %s".formatted(longName, alias, arguments);
  }

  String alias() {
    return alias;
  }

  String longName() {
    return longName;
  }

  Category category() {
    return category;
  }

  /** A command line to learn from; empty if there is nothing to learn. */
  String example() {
    return example;
  }

  /** What its arguments are, for those who complete them. */
  Shape shape() {
    return shape;
  }

  /** Whether it changes what is in the directory. */
  public boolean changes() {
    return CHANGING.contains(this);
  }

  /** Whether it looks into the directory at all. */
  public boolean asksDirectory() {
    return !ASKING_NOBODY.contains(this);
  }

  /**
   * Whether a line of words has something in it that must not be remembered or shown: a password,
   * or an attribute that is secret.
   */
  public static boolean holdsSecret(List<String> words) {
    if (words.isEmpty()) {
      return false;
    }
    var command = named(words.getFirst());
    return command.filter(c -> c == SET_PASSWORD || c == CREATE_ACCOUNT).isPresent()
        || words.stream().anyMatch(word -> Values.isSecret(word.replaceFirst("^[+-]", "")));
  }
}
