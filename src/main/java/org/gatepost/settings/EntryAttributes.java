package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.ACCOUNT;
import static org.gatepost.settings.Scope.DOMAIN;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.ASCII;
import static org.gatepost.settings.Types.BOOLEAN;
import static org.gatepost.settings.Types.CIDRS;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.PORT;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.TEXTS;

import java.util.List;
import java.util.Set;
import org.gatepost.settings.AttributeType.Many;
import org.gatepost.settings.AttributeType.Text;
import org.gatepost.settings.AttributeType.Word;

/**
 * What is written on the entries of servers, domains and accounts, and routing reads (spec mail 2,
 * 6).
 */
public final class EntryAttributes {
  private static final Set<Scope> A = Set.of(ACCOUNT);
  private static final Set<Scope> D = Set.of(DOMAIN);
  private static final Set<Scope> S = Set.of(SERVER);
  private static final Set<Scope> G = Set.of(GLOBAL);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);
  private static final Set<Scope> GSD = Set.of(GLOBAL, SERVER, DOMAIN);
  private static final Set<Scope> ADS = Set.of(ACCOUNT, DOMAIN, SERVER);

  public static final Attribute<String> ID =
      attribute(TEXT, "zimbraId", ADS, "The identity of an entry, which survives renaming.");

  public static final Attribute<String> SERVICE_HOSTNAME =
      attribute(TEXT, "zimbraServiceHostname", S, "The name by which others reach this server.");

  public static final Attribute<List<String>> SERVICE_INSTALLED =
      attribute(
              TEXTS, "zimbraServiceInstalled", S, "The services that are installed on this server.")
          .notYet();

  public static final Attribute<List<String>> SERVICE_ENABLED =
      attribute(TEXTS, "zimbraServiceEnabled", S, "The services that run on this server.");

  public static final Attribute<Integer> VERSION_MAJOR =
      attribute(
          COUNT,
          "zimbraServerVersionMajor",
          S,
          "The first number of the version that this server runs.");

  public static final Attribute<Integer> VERSION_MINOR =
      attribute(
          COUNT,
          "zimbraServerVersionMinor",
          S,
          "The second number of the version that this server runs.");

  public static final Attribute<String> SERVER_VERSION =
      attribute(TEXT, "zimbraServerVersion", S, "The version of the software on this server.");

  public static final Attribute<Integer> IMAP_BIND_PORT =
      attribute(PORT, "zimbraImapBindPort", GS, "A mailbox server's port for IMAP.").orElse("7143");

  public static final Attribute<Integer> IMAPS_BIND_PORT =
      attribute(PORT, "zimbraImapSSLBindPort", GS, "A mailbox server's port for IMAP with TLS.")
          .orElse("7993");

  public static final Attribute<Integer> POP3_BIND_PORT =
      attribute(PORT, "zimbraPop3BindPort", GS, "A mailbox server's port for POP3.").orElse("7110");

  public static final Attribute<Integer> POP3S_BIND_PORT =
      attribute(PORT, "zimbraPop3SSLBindPort", GS, "A mailbox server's port for POP3 with TLS.")
          .orElse("7995");

  public static final Attribute<Integer> HTTP_BIND_PORT =
      attribute(PORT, "zimbraMailPort", GS, "A mailbox server's port for HTTP; 0 means none.")
          .orElse("80");

  public static final Attribute<Integer> HTTPS_BIND_PORT =
      attribute(PORT, "zimbraMailSSLPort", GS, "A mailbox server's port for HTTPS; 0 means none.")
          .orElse("0");

  public static final Attribute<Integer> ADMIN_BIND_PORT =
      attribute(PORT, "zimbraAdminPort", GS, "A mailbox server's port for administration.")
          .orElse("7071");

  public static final Attribute<String> DOMAIN_NAME =
      attribute(TEXT, "zimbraDomainName", D, "The name of this domain.");

  public static final Attribute<String> DOMAIN_TYPE =
      attribute(
              new Word(List.of("local", "alias")),
              "zimbraDomainType",
              D,
              "Whether this domain has accounts, or is another name for a domain that has.")
          .orElse("local");

  public static final Attribute<String> DOMAIN_ALIAS_TARGET =
      attribute(
          TEXT,
          "zimbraDomainAliasTargetId",
          D,
          "The zimbraId of the domain that this one is another name for.");

  public static final Attribute<List<String>> VIRTUAL_HOSTNAME =
      attribute(TEXTS, "zimbraVirtualHostname", D, "The host names that belong to this domain.");

  public static final Attribute<List<String>> VIRTUAL_IP_ADDRESS =
      attribute(
          TEXTS,
          "zimbraVirtualIPAddress",
          D,
          "The addresses of the proxy that belong to this domain.");

  public static final Attribute<List<Cidr>> ALLOWED_IPS =
      attribute(
          CIDRS,
          "zimbraDomainAllowedIPs",
          D,
          "The only client addresses that may log in to this domain; none means all.");

  public static final Attribute<String> CERTIFICATE =
      attribute(
          ASCII,
          "zimbraSSLCertificate",
          GSD,
          "The certificate of a domain and its chain, in PEM; a domain inherits none.");

  public static final Attribute<String> PRIVATE_KEY =
      attribute(
              ASCII,
              "zimbraSSLPrivateKey",
              GSD,
              "The private key of a domain, in PEM; a domain inherits none.")
          .asSecret();

  public static final Attribute<List<String>> DELIVERY_ADDRESS =
      attribute(
          TEXTS,
          "zimbraMailDeliveryAddress",
          A,
          "The address of this account; the first is its name.");

  public static final Attribute<List<String>> MAIL_ALIAS =
      attribute(TEXTS, "zimbraMailAlias", A, "Further addresses of this account.");

  public static final Attribute<String> MAIL_HOST =
      attribute(ASCII, "zimbraMailHost", A, "The server that holds the mail of this account.");

  public static final Attribute<Boolean> IS_ADMIN =
      attribute(BOOLEAN, "zimbraIsAdminAccount", A, "Whether this account administers everything.")
          .orElse("FALSE");

  public static final Attribute<Boolean> IS_DELEGATED_ADMIN =
      attribute(
              BOOLEAN,
              "zimbraIsDelegatedAdminAccount",
              A,
              "Whether this account administers what it has been given rights for.")
          .orElse("FALSE");

  public static final Attribute<List<String>> AUTH_TOKEN_KEY =
      attribute(
              new Many<>(new Text("ostring")),
              "zimbraAuthTokenKey",
              G,
              "The keys that sign the web's tokens, as version:created:key; the newest is used.")
          .asSecret();

  public static final Attribute<String> TOKEN_VALIDITY =
      attribute(
          TEXT,
          "zimbraAuthTokenValidityValue",
          A,
          "What this account's tokens must name; changing it ends them all.");

  public static final Attribute<String> ACCOUNT_STATUS =
      attribute(
              new Word(List.of("active", "maintenance", "locked", "closed", "lockout", "pending")),
              "zimbraAccountStatus",
              A,
              "Whether this account may be used; the mailbox server decides.")
          .notYet();

  private EntryAttributes() {}
}
