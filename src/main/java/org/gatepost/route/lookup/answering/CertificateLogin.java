package org.gatepost.route.lookup.answering;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.net.Addresses;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.SubjectName;
import org.gatepost.route.lookup.DirectoryLogins;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/**
 * Gives a token to the user of a certificate that a proxy has verified (spec mail 2.2, spec http
 * 3.4). The proxy must show that it is one: by its address, and by the name and password of an
 * application's account, which the directory compares. Its calls block.
 */
final class CertificateLogin implements LookupAnswers.CertificateLookup {
  /** What the original answers in place of a route; nobody connects to it. */
  private static final String NOWHERE = "127.0.0.1";

  private static final int NO_PORT = 9999;
  private static final String APPLICATIONS = "cn=appaccts,cn=zimbra";
  private static final FilterTemplate APPLICATION =
      FilterTemplate.parse("(&(uid=${NAME})(objectClass=zimbraAccount))", Set.of("NAME"));
  private static final FilterTemplate ADMINISTRATOR =
      FilterTemplate.parse(
          "(&(zimbraMailDeliveryAddress=${NAME})(objectClass=zimbraAccount))", Set.of("NAME"));

  private final Directory directory;
  private final DirectoryLogins logins;
  private final List<String> proxies;

  CertificateLogin(LookupSource source) {
    this.directory = source.directory();
    this.logins = new DirectoryLogins(directory, source.lookup());
    this.proxies = source.settings().value(RouteAttributes.ADMIN_IP_ADDRESS);
  }

  @Override
  public Route lookUp(LookupRequest request) throws RouteException {
    try {
      verifyProxy(request);
      var mail =
          SubjectName.mailAddress(request.user())
              .orElseThrow(() ->
                  new RouteException(
                      Reason.NO_SUCH_ACCOUNT, "account not found: " + request.user()));
      var login = logins.login(request.question(Named.BY_NAME, mail));
      return new Route(
          NOWHERE, NO_PORT, List.of(), login.account(), Optional.of(login.token()), Keeping.NOT);
    } catch (DirectoryException e) {
      throw new RouteException(Reason.UNAVAILABLE, "unable to search LDAP", e);
    } catch (ConfigurationException e) {
      throw new RouteException(Reason.MISCONFIGURED, e.getMessage(), e);
    }
  }

  private void verifyProxy(LookupRequest request)
      throws RouteException, DirectoryException, ConfigurationException {
    var proxy = LookupRequest.address(request.proxyAddress());
    // Text that is no address becomes the unspecified one, and so does a faulty entry of the list.
    if (proxy.isAnyLocalAddress()
        || proxies.stream().map(LookupRequest::address).noneMatch(proxy::equals)) {
      throw new RouteException(
          Reason.REFUSED,
          "X-Proxy-IP %s is not allowed"
              .formatted(
                  proxy.isAnyLocalAddress() ? request.proxyAddress() : Addresses.text(proxy)));
    }
    var name = request.administrator();
    var entry =
        administrator(name)
            .orElseThrow(() ->
                new RouteException(Reason.REFUSED, "admin account %s not found".formatted(name)));
    if (!entry.value(EntryAttributes.IS_ADMIN).orElse(false)) {
      throw new RouteException(Reason.REFUSED, name + " is not an admin account");
    }
    if (!directory.verifies(entry.dn(), request.administratorsPassword().octets())) {
      throw new RouteException(Reason.REFUSED, "authentication failed for " + name);
    }
  }

  private Optional<Entry> administrator(String name) throws DirectoryException {
    var values = Map.of("NAME", name);
    var read = EntryAttributes.IS_ADMIN.name();
    return name.indexOf('@') >= 0
        ? directory.searchOne("", ADMINISTRATOR, values, read)
        : directory.searchOne(APPLICATIONS, APPLICATION, values, read);
  }
}
