package org.gatepost.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatepost.firewall.audit.Audit;
import org.gatepost.firewall.audit.Finding;
import org.gatepost.firewall.audit.Finding.Verdict;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The findings of an audit, for people and for scripts. */
record AuditReport(String host, List<Finding> findings) {

  void write(PrintWriter out) {
    boolean colours =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && System.getenv("NO_COLOR") == null;
    out.println("Audit of " + TerminalText.of(host));
    for (Finding finding : findings) {
      String verdict = "%-7s".formatted(finding.verdict());
      out.printf(
          Locale.ROOT,
          "%s  %s: %s%n",
          colours ? coloured(finding.verdict(), verdict) : verdict,
          finding.check(),
          TerminalText.of(finding.sentence()));
      finding.evidence().forEach(line -> out.println("           " + TerminalText.of(line)));
      finding.remedy().forEach(line -> out.println("         > " + TerminalText.of(line)));
    }
    out.println(summary());
    out.flush();
  }

  private static String coloured(Verdict verdict, String text) {
    String colour =
        switch (verdict) {
          case OK -> "32";
          case SKIPPED -> "2";
          case WARN -> "33";
          case FAIL -> "1;31";
        };
    return "\033[" + colour + "m" + text + "\033[0m";
  }

  private String summary() {
    return "%d failed, %d to be looked at, %d well, %d skipped."
        .formatted(
            count(Verdict.FAIL), count(Verdict.WARN), count(Verdict.OK), count(Verdict.SKIPPED));
  }

  private long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  void writeJson(PrintWriter out) {
    JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    json.writeStringProperty("host", host);
    json.writeStringProperty("verdict", Audit.verdict(findings).name());
    json.writeArrayPropertyStart("findings");
    for (Finding finding : findings) {
      json.writeStartObject();
      json.writeStringProperty("check", finding.check());
      json.writeStringProperty("verdict", finding.verdict().name());
      json.writeStringProperty("sentence", finding.sentence());
      write(json, "evidence", finding.evidence());
      write(json, "remedy", finding.remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
    out.println();
    out.flush();
  }

  private static void write(JsonGenerator json, String name, List<String> lines) {
    json.writeArrayPropertyStart(name);
    lines.forEach(json::writeString);
    json.writeEndArray();
  }
}
