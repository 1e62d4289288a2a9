package org.gatepost.prov;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Scope;
import org.jspecify.annotations.Nullable;

/** What commands work on: the kinds of entries. */
enum Kind {
  /** The one entry of settings that hold everywhere. */
  CONFIG("global config", "globalConfig", Scope.GLOBAL, null, List.of()),
  SERVER("server", "server", Scope.SERVER, Scope.GLOBAL, List.of()),
  DOMAIN("domain", "domain", Scope.DOMAIN, Scope.GLOBAL, List.of("description")),
  /** What an account inherits is that of its class of service, of which there are defaults only. */
  ACCOUNT(
      "account",
      "account",
      Scope.ACCOUNT,
      Scope.COS,
      List.of(
          "cn",
          "co",
          "company",
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
          "userPassword"));

  private final String word;
  private final String entryType;
  private final Scope scope;
  private final Optional<Scope> inheritsFrom;
  private final List<String> standard;

  Kind(
      String word,
      String entryType,
      Scope scope,
      @Nullable Scope inheritsFrom,
      List<String> standard) {
    this.word = word;
    this.entryType = entryType;
    this.scope = scope;
    this.inheritsFrom = Optional.ofNullable(inheritsFrom);
    this.standard = standard;
  }

  /** As it reads in a sentence. */
  String word() {
    return word;
  }

  /** As {@code desc} names it. */
  String entryType() {
    return entryType;
  }

  /** Whether an attribute of the table may stand there. */
  boolean takes(Attribute<?> attribute) {
    return attribute.scopes().contains(scope);
  }

  /** Whether it has a value there though nobody has set it there. */
  boolean inherits(Attribute<?> attribute) {
    return takes(attribute)
        && (this == CONFIG || inheritsFrom.filter(attribute.scopes()::contains).isPresent());
  }

  /** The attribute of that name that standard schemas give such entries, which no table has. */
  Optional<String> standard(String name) {
    return standard.stream().filter(name::equalsIgnoreCase).findFirst();
  }

  static Optional<Kind> ofEntryType(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.entryType.equalsIgnoreCase(word))
        .findFirst();
  }
}
