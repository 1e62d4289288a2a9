package org.gatepost.prov;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The chapters of {@code help}. */
enum Category {
  ACCOUNT("help on account-related commands"),
  COMMANDS("help on all commands"),
  CONFIG("help on config-related commands"),
  DOMAIN("help on domain-related commands"),
  MISC("help on misc commands"),
  REVERSEPROXY("help on reverse proxy related commands"),
  SERVER("help on server-related commands");

  private final String description;

  Category(String description) {
    this.description = description;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /** The chapter that somebody means who writes its name or the beginning of it. */
  static Optional<Category> meantBy(String word) {
    return Arrays.stream(values())
        .filter(category -> category.word().startsWith(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
