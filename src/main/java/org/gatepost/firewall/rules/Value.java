package org.gatepost.firewall.rules;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A property of a packet that rules compare. */
sealed interface Value {
  record Address(InetAddress address) implements Value {}

  record Whole(long number) implements Value {}

  /** A word out of a list that nft knows: a protocol, a state, a kind of address. */
  record Word(String word) implements Value {}

  /** Bits that have names, all of those that are set. */
  record Bits(Set<String> names) implements Value {}

  /** The interface of arrival, never loopback; empty: one of the others. */
  record Device(Optional<String> name) implements Value {}

  record Several(List<Value> values) implements Value {}

  /** The packet has no such property: a rule that asks for it passes the packet over. */
  record Absent() implements Value {}

  /** It has one, and what it is cannot be told. */
  record Unknown() implements Value {}
}
