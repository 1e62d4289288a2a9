package org.gatepost.firewall.audit;

import java.util.List;
import org.gatepost.firewall.audit.Finding.Verdict;

/** Makes the findings of one check. */
record Report(String check) {
  Finding ok(String sentence, List<String> evidence) {
    return new Finding(check, Verdict.OK, sentence, evidence, List.of());
  }

  Finding ok(String sentence) {
    return ok(sentence, List.of());
  }

  Finding skipped(String why) {
    return new Finding(check, Verdict.SKIPPED, why, List.of(), List.of());
  }

  Finding warn(String sentence, List<String> evidence, String... remedy) {
    return new Finding(check, Verdict.WARN, sentence, evidence, List.of(remedy));
  }

  Finding fail(String sentence, List<String> evidence, String... remedy) {
    return new Finding(check, Verdict.FAIL, sentence, evidence, List.of(remedy));
  }
}
