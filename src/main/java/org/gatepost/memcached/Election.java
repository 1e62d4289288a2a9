package org.gatepost.memcached;

public interface Election {
  enum Kind {
    ZIMBRA,
    KETAMA
  }
}
