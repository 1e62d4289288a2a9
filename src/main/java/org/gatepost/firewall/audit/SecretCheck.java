package org.gatepost.firewall.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;

/** Passwords that everybody knows because a product came with them. None is ever shown. */
final class SecretCheck {
  private static final Path LOCALCONFIG = Path.of("/opt/zimbra/conf/localconfig.xml");
  private static final Pattern NGINX_PASSWORD =
      Pattern.compile(
          "<key\\s+name=\"ldap_nginx_password\"\\s*>\\s*<value>\\s*([^<]*?)\\s*</value>");
  private static final String NGINX_DEFAULT = "zmnginx";
  private static final String DEMO = "demo";
  private static final FilterTemplate ACCOUNTS =
      FilterTemplate.parse("(objectClass=zimbraAccount)", Set.of());

  private SecretCheck() {}

  static List<Finding> look(Scene scene, Report report) throws DirectoryException {
    List<Finding> findings = new ArrayList<>();
    if (scene.here()) {
      localconfig(report, findings);
    }
    demo(scene.directory(), report, findings);
    return findings.isEmpty()
        ? List.of(
            report.skipped(
                "No secrets can be seen from here but those that the directory compares itself."))
        : findings;
  }

  private static void localconfig(Report report, List<Finding> findings) {
    if (!Files.exists(LOCALCONFIG)) {
      return;
    }
    try {
      Matcher matcher = NGINX_PASSWORD.matcher(Files.readString(LOCALCONFIG));
      // Without a line of its own the default holds.
      boolean isDefault = !matcher.find() || matcher.group(1).equals(NGINX_DEFAULT);
      findings.add(
          isDefault
              ? report.fail(
                  "ldap_nginx_password is the one that Zimbra comes with.",
                  List.of(LOCALCONFIG.toString()),
                  "zmldappasswd -n NEW_PASSWORD")
              : report.ok("ldap_nginx_password is one of its own."));
    } catch (IOException e) {
      findings.add(report.skipped(LOCALCONFIG + " cannot be read: run as root."));
    }
  }

  /** Only a directory in a file: at a server every attempt would count as a failed login. */
  private static void demo(Directory directory, Report report, List<Finding> findings)
      throws DirectoryException {
    if (!directory.isEmbedded()) {
      findings.add(
          report.skipped(
              "Passwords at an LDAP server are not tried: each attempt counts as a failed login."));
      return;
    }
    byte[] password = DEMO.getBytes(StandardCharsets.UTF_8);
    List<String> known = new ArrayList<>();
    for (Entry account : directory.listing("", ACCOUNTS, Map.of(), "objectClass")) {
      if (directory.verifies(account.dn(), password)) {
        known.add(account.dn());
      }
    }
    findings.add(
        known.isEmpty()
            ? report.ok("No account has the password of the demo.")
            : report.fail(
                "Accounts have the password of the demo.",
                known,
                "zmprov sp ACCOUNT NEW_PASSWORD"));
  }
}
