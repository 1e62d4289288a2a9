package org.gatepost.route.lookup;

import java.time.InstantSource;
import java.util.List;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.route.CertificateLookup;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.GrantedLogin;
import org.gatepost.route.Password;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.settings.EntryAttributes;

/**
 * Logs in whom another has recognised: makes a token out of the directory's own key (spec http 2.2,
 * 3.4). Safe for use by many threads; its calls block.
 */
public final class DirectoryLogins implements CertificateLookup {
  private final Directory directory;
  private final DirectoryLookup lookup;
  private final InstantSource clock;

  public DirectoryLogins(Directory directory, DirectoryLookup lookup) {
    this(directory, lookup, InstantSource.system());
  }

  DirectoryLogins(Directory directory, DirectoryLookup lookup, InstantSource clock) {
    this.directory = directory;
    this.lookup = lookup;
    this.clock = clock;
  }

  @Override
  public GrantedLogin lookUp(CertificateQuestion question) throws RouteException {
    return login(question.toAccount());
  }

  /**
   * The login of an account, for the service that is asked for.
   *
   * @throws RouteException if it may not be used from there, or so; or if there is no key
   */
  public GrantedLogin login(RouteQuestion question) throws RouteException {
    var account = lookup.account(question);
    var now = clock.instant();
    var token =
        question.service() == Service.ADMIN
            ? AuthToken.ofAdministrator(account, now)
            : AuthToken.ofUser(account, now);
    var key =
        AuthToken.Key.newest(keys())
            .orElseThrow(() ->
                new RouteException(
                    Reason.MISCONFIGURED, "failed to generate auth token for " + account.name()));
    return new GrantedLogin(account.name(), Password.of(token.signed(key)));
  }

  private List<String> keys() throws RouteException {
    try {
      return directory
          .globalConfig()
          .map(global -> global.all(EntryAttributes.AUTH_TOKEN_KEY.name()))
          .orElse(List.of());
    } catch (DirectoryException e) {
      throw new RouteException(Reason.UNAVAILABLE, "unable to search LDAP", e);
    }
  }
}
