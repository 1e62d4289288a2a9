package org.gatepost.prov;

import java.util.List;
import java.util.Optional;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Scope;

/** What commands work on: the kinds of entries. */
enum Kind {
  /** The one entry of settings that hold everywhere. */
  CONFIG("global config", Scope.GLOBAL, Scope.GLOBAL),
  SERVER("server", Scope.SERVER, Scope.GLOBAL),
  DOMAIN("domain", Scope.DOMAIN, Scope.GLOBAL),
  /** What an account inherits is that of its class of service, of which there are defaults only. */
  ACCOUNT("account", Scope.ACCOUNT, Scope.COS);

  /** What the class inetOrgPerson has (RFC 2798), as far as it is text. */
  private static final List<String> OF_PEOPLE =
      List.of(
          "cn",
          "description",
          "displayName",
          "employeeNumber",
          "givenName",
          "initials",
          "l",
          "mail",
          "mobile",
          "o",
          "ou",
          "postalCode",
          "preferredLanguage",
          "sn",
          "st",
          "street",
          "telephoneNumber",
          "title",
          Values.PASSWORD);

  private final String word;
  private final Scope scope;
  private final Scope inheritsFrom;

  Kind(String word, Scope scope, Scope inheritsFrom) {
    this.word = word;
    this.scope = scope;
    this.inheritsFrom = inheritsFrom;
  }

  /** As it reads in a sentence. */
  String word() {
    return word;
  }

  /** As a place reads in a sentence. */
  String place() {
    return scope.words();
  }

  /** Whether an attribute of the table may stand there. */
  boolean takes(Attribute<?> attribute) {
    return attribute.scopes().contains(scope);
  }

  /** Whether it may have a value there though nobody has set it there. */
  boolean inherits(Attribute<?> attribute) {
    return takes(attribute) && attribute.scopes().contains(inheritsFrom);
  }

  /** The attribute of that name that standard schemas give such entries, which no table has. */
  Optional<String> standard(String name) {
    var names =
        switch (this) {
          case CONFIG, SERVER -> List.<String>of();
          case DOMAIN -> List.of("description");
          case ACCOUNT -> OF_PEOPLE;
        };
    return names.stream().filter(name::equalsIgnoreCase).findFirst();
  }
}
