package org.gatepost.route.lookup;

import java.util.ArrayList;
import java.util.List;

/** What a lookup does, step by step, for whoever asks why. Confined to one lookup. */
final class Trace {
  private final List<String> steps = new ArrayList<>();

  void say(String step) {
    steps.add(step);
  }

  List<String> steps() {
    return List.copyOf(steps);
  }
}
