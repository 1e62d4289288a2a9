package org.gatepost;

import java.util.Optional;

/** The version of this program. */
public final class Version {
  /** As the jar's manifest has it; {@code dev} when run from classes. */
  public static final String TEXT =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev");

  private Version() {}
}
