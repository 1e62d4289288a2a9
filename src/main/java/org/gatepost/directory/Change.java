package org.gatepost.directory;

import java.util.List;

/** A change of one attribute of an entry. */
public sealed interface Change {
  /** The name of the attribute. */
  String attribute();

  /** The values that come or go. */
  List<String> values();

  /** All values go, these come; with none the attribute is unset. */
  record Replace(String attribute, List<String> values) implements Change {}

  /** These come. */
  record Add(String attribute, List<String> values) implements Change {}

  /** These go. */
  record Remove(String attribute, List<String> values) implements Change {}
}
