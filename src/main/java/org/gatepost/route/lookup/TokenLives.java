package org.gatepost.route.lookup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.MailboxAttributes;

/**
 * How long tokens hold: as the account says, else its class of service, which is its own, its
 * domain's or the one of all; else the default (spec http 2.2).
 */
final class TokenLives {
  static final String CLASS = "zimbraCOSId";
  static final String CLASS_OF_DOMAIN = "zimbraDomainDefaultCOSId";

  /** What has to be read of an account. */
  static final List<String> READ =
      List.of(
          CLASS,
          MailboxAttributes.TOKEN_LIFETIME.name(),
          MailboxAttributes.ADMIN_TOKEN_LIFETIME.name());

  private static final String CLASSES = "cn=cos,cn=zimbra";
  private static final FilterTemplate BY_ID =
      FilterTemplate.parse("(&(objectClass=zimbraCOS)(zimbraId=${ID}))", Set.of("ID"));
  private static final FilterTemplate OF_ALL =
      FilterTemplate.parse("(&(objectClass=zimbraCOS)(cn=default))", Set.of());

  private final Directory directory;

  TokenLives(Directory directory) {
    this.directory = directory;
  }

  Duration of(Entry account, Entry domain, Service service)
      throws DirectoryException, ConfigurationException {
    Attribute<Duration> attribute =
        service == Service.ADMIN
            ? MailboxAttributes.ADMIN_TOKEN_LIFETIME
            : MailboxAttributes.TOKEN_LIFETIME;
    Optional<Duration> own = account.value(attribute);
    return own.isPresent()
        ? own.get()
        : account.inherited(attribute, classOf(account, domain, attribute.name()));
  }

  private Optional<Entry> classOf(Entry account, Entry domain, String read)
      throws DirectoryException {
    Optional<String> id = account.first(CLASS).or(() -> domain.first(CLASS_OF_DOMAIN));
    Optional<Entry> named =
        id.isPresent()
            ? directory.searchOne("", BY_ID, Map.of("ID", id.get()), read)
            : Optional.empty();
    return named.isPresent() ? named : directory.searchOne(CLASSES, OF_ALL, Map.of(), read);
  }
}
