package org.gatepost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.MailboxAttributes;
import org.gatepost.settings.OwnWebAttributes;
import org.gatepost.settings.TlsAttributes;
import org.gatepost.settings.WebAttributes;
import org.gatepost.telemetry.LogText;
import org.gatepost.web.request.HostName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host names of the web, as the directory has them: spec http 1.2, 3.3. All in the form of
 * {@link HostName}.
 *
 * @param domains those with virtual host names, by name; none if they have no part of their own
 * @param ownNames those by which this host and its services are reached
 */
record WebHosts(List<Domain> domains, Set<String> ownNames) {
  private static final Logger LOG = LoggerFactory.getLogger(WebHosts.class);
  private static final FilterTemplate DOMAINS =
      FilterTemplate.parse(
          "(&(objectClass=zimbraDomain)(|(zimbraVirtualHostname=*)(zimbraPublicServiceHostname=*)))",
          Set.of());

  /** A domain reached by names of its own, and what is said of it there; nothing is inherited. */
  record Domain(
      String domainName,
      List<String> names,
      List<String> responseHeaders,
      Optional<String> clientCertMode,
      List<String> clientCertCa,
      Optional<String> errorPage) {}

  WebHosts {
    domains = List.copyOf(domains);
    ownNames = Set.copyOf(ownNames);
  }

  /**
   * Reads them. A name that is none, or is another domain's already, is warned of.
   *
   * @param server the name of this host's server entry; it need not exist
   */
  static WebHosts of(Directory directory, EffectiveSettings settings, String server)
      throws DirectoryException {
    boolean apart = settings.value(MailAttributes.PER_VIRTUAL_HOSTNAME);
    Set<String> own = new TreeSet<>();
    addName(own, server, "the host's file");
    Optional<Entry> serverEntry = directory.server(server);
    if (serverEntry.isPresent()) {
      addNames(own, serverEntry.get(), EntryAttributes.SERVICE_HOSTNAME.name());
      addNames(own, serverEntry.get(), MailboxAttributes.PUBLIC_HOSTNAME.name());
    }
    Optional<Entry> global = directory.globalConfig();
    if (global.isPresent()) {
      addNames(own, global.get(), MailboxAttributes.PUBLIC_HOSTNAME.name());
    }
    List<Domain> domains = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (Entry domain : domainEntries(directory)) {
      addNames(own, domain, MailboxAttributes.PUBLIC_HOSTNAME.name());
      List<String> names = names(domain, owners);
      if (!apart) {
        // They are still names of ours, though nothing is said of them.
        own.addAll(names);
      } else if (!names.isEmpty()) {
        domains.add(domain(domain, names));
      }
    }
    return new WebHosts(domains, own);
  }

  private static List<Entry> domainEntries(Directory directory) throws DirectoryException {
    return directory
        .listing(
            "",
            DOMAINS,
            Map.of(),
            EntryAttributes.DOMAIN_NAME.name(),
            EntryAttributes.VIRTUAL_HOSTNAME.name(),
            MailboxAttributes.PUBLIC_HOSTNAME.name(),
            WebAttributes.RESPONSE_HEADERS.name(),
            TlsAttributes.CLIENT_CERT_MODE.name(),
            TlsAttributes.CLIENT_CERT_CA.name(),
            OwnWebAttributes.ERROR_PAGE.name())
        .stream()
        .sorted(Comparator.comparing(WebHosts::nameOf))
        .toList();
  }

  private static String nameOf(Entry domain) {
    return domain.first(EntryAttributes.DOMAIN_NAME.name()).orElse(domain.dn());
  }

  /** Its virtual host names that no domain before it has. */
  private static List<String> names(Entry domain, Map<String, String> owners) {
    Set<String> found = new LinkedHashSet<>();
    addNames(found, domain, EntryAttributes.VIRTUAL_HOSTNAME.name());
    List<String> names = new ArrayList<>();
    for (String name : found) {
      String owner = owners.putIfAbsent(name, nameOf(domain));
      if (owner == null) {
        names.add(name);
      } else {
        LOG.warn(
            "zimbraVirtualHostname {} of the domain {} is that of {} already, to which it leads",
            name,
            nameOf(domain),
            owner);
      }
    }
    return names;
  }

  private static Domain domain(Entry entry, List<String> names) {
    return new Domain(
        nameOf(entry),
        List.copyOf(names),
        entry.all(WebAttributes.RESPONSE_HEADERS.name()),
        clientCertMode(entry),
        entry.all(TlsAttributes.CLIENT_CERT_CA.name()),
        entry.first(OwnWebAttributes.ERROR_PAGE.name()));
  }

  /** Somebody wanted certificates: a slip of the pen must not mean none. */
  private static Optional<String> clientCertMode(Entry domain) {
    try {
      return domain.value(TlsAttributes.CLIENT_CERT_MODE);
    } catch (ConfigurationException e) {
      LOG.warn(
          "{} Browsers must show a certificate to the domain {}.", e.getMessage(), nameOf(domain));
      return Optional.of("on");
    }
  }

  private static void addNames(Set<String> names, Entry entry, String attribute) {
    for (String name : entry.all(attribute)) {
      addName(names, name, entry.dn());
    }
  }

  private static void addName(Set<String> names, String text, String place) {
    String name = HostName.of(text);
    if (name.isEmpty()) {
      LOG.warn("{} in {} is no host name; it is passed over", LogText.of(text), place);
    } else {
      names.add(name);
    }
  }
}
