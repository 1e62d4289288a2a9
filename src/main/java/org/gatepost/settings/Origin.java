package org.gatepost.settings;

/** Where a value in effect comes from; the first that has one wins. */
public enum Origin {
  /** The door's own {@code attributes}. */
  DOOR,
  /** {@code attributes} of the host's file. */
  FILE,
  /** The host's server entry in the directory. */
  SERVER,
  /** The globalConfig entry in the directory. */
  GLOBAL,
  /** Nobody has set it. */
  DEFAULT
}
