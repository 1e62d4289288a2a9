package org.gatepost.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The ports of the demo's doors, none below 1024, moved as the command line says. */
record DemoPorts(Map<String, Integer> byDoor) {
  private static final Map<String, Integer> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("imap", 1143);
    DEFAULTS.put("imaps", 1993);
    DEFAULTS.put("pop3", 1110);
    DEFAULTS.put("pop3s", 1995);
    DEFAULTS.put("http", 8080);
    DEFAULTS.put("https", 8443);
  }

  /**
   * Moves ports.
   *
   * @param offset added to every port that is not named
   * @param named ports by door
   */
  static DemoPorts of(int offset, Map<String, Integer> named) throws CommandException {
    Map<String, Integer> ports = new LinkedHashMap<>();
    DEFAULTS.forEach((door, port) -> ports.put(door, port + offset));
    for (Map.Entry<String, Integer> port : named.entrySet()) {
      if (!DEFAULTS.containsKey(port.getKey())) {
        throw new CommandException(
            GatepostCommand.USAGE,
            "--port names the door \"%s\"; allowed: %s."
                .formatted(port.getKey(), String.join(", ", DEFAULTS.keySet())));
      }
      ports.put(port.getKey(), port.getValue());
    }
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      if (port.getValue() < 0 || port.getValue() > 65_535) {
        throw new CommandException(
            GatepostCommand.USAGE,
            "The door %s would have port %d; allowed: 0 to 65535."
                .formatted(port.getKey(), port.getValue()));
      }
    }
    return new DemoPorts(ports);
  }

  int of(String door) {
    return byDoor.getOrDefault(door, 0);
  }
}
