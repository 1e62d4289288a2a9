package org.gatepost.prov;

import java.util.Optional;

/**
 * What the arguments of a command are, as far as somebody who completes them must know.
 *
 * @param named what the first argument names, if entries have such names
 * @param attributesOf whose attributes follow; nothing: those of every kind
 * @param attributesFrom the position of the first one, options not counted; negative: none follow
 * @param paired whether each has a value after it
 */
record Shape(
    Optional<Kind> named, Optional<Kind> attributesOf, int attributesFrom, boolean paired) {
  private static final int NOWHERE = -1;

  /** {@code name attr attr...} */
  static Shape reads(Kind kind) {
    return new Shape(Optional.of(kind), Optional.of(kind), 1, false);
  }

  /** {@code name attr value attr value...} */
  static Shape writes(Kind kind) {
    return writesAfter(1, kind);
  }

  static Shape writesAfter(int words, Kind kind) {
    var named = words == 0 ? Optional.<Kind>empty() : Optional.of(kind);
    return new Shape(named, Optional.of(kind), words, true);
  }

  /** {@code attr attr...} */
  static Shape attributes(Kind kind) {
    return new Shape(Optional.empty(), Optional.of(kind), 0, false);
  }

  static Shape anyAttributes() {
    return new Shape(Optional.empty(), Optional.empty(), 0, false);
  }

  static Shape names(Kind kind) {
    return new Shape(Optional.of(kind), Optional.empty(), NOWHERE, false);
  }

  static Shape none() {
    return new Shape(Optional.empty(), Optional.empty(), NOWHERE, false);
  }

  boolean takesAttributes() {
    return attributesFrom != NOWHERE;
  }
}
