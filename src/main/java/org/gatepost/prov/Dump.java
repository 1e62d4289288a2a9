package org.gatepost.prov;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gatepost.directory.Entry;
import org.gatepost.settings.Attributes;

/**
 * Prints entries (spec http 5.3): a header with the name, a line for each value in the order of the
 * attributes' names, an empty line.
 */
final class Dump {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  // Line feeds belong to certificates; what else a terminal would obey does not.
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f&&[^\\n\\r\\t]]");
  // The line ends that the original's library folds with.
  private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String HIDDEN = "VALUE-BLOCKED";

  private final Terms terms;
  private final PrintWriter out;

  Dump(Terms terms) {
    this.terms = terms;
    this.out = terms.out();
  }

  /** An entry with its name above it. */
  void entry(String name, Map<String, List<String>> values, Filters filters) throws ServiceError {
    line("# name " + name);
    attributes(values, filters);
    line("");
  }

  /** The attributes alone. */
  void attributes(Map<String, List<String>> values, Filters filters) throws ServiceError {
    for (var attribute : values.entrySet()) {
      var name = attribute.getKey();
      if (filters.wants(name)) {
        print(name, attribute.getValue(), filters);
      }
    }
    if (terms.showingUnset()) {
      showUnset(values, filters);
    }
  }

  private void print(String name, List<String> values, Filters filters) throws ServiceError {
    boolean hidden =
        name.equalsIgnoreCase(Values.PASSWORD) || (Values.isSecret(name) && filters.everything());
    for (int i = 0; i < values.size(); i++) {
      var value = values.get(i);
      if (hidden) {
        line(name + ": " + HIDDEN);
      } else if (Entry.isBinary(name)) {
        printBinary(name, i, value);
      } else if (!value.isEmpty() && filters.wants(name, value)) {
        line(name + ": " + UNFIT.matcher(value).replaceAll("?"));
      }
    }
  }

  private void printBinary(String name, int index, String base64) throws ServiceError {
    if (terms.binaryFolder().isPresent()) {
      write(name, index, base64, terms.binaryFolder().get());
    } else {
      var octets = Base64.getDecoder().decode(base64);
      line(name + ":: " + Base64.getMimeEncoder(76, CRLF).encodeToString(octets));
    }
  }

  private void write(String name, int index, String base64, Path folder) throws ServiceError {
    var file =
        folder.resolve(
            name.replace(';', '_')
                + "_"
                + index
                + "_"
                + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
    try {
      Files.createDirectories(folder);
      Files.write(file, Base64.getDecoder().decode(base64));
    } catch (IOException e) {
      throw ServiceError.failure("Unable to write to file " + file + " (" + e + ")");
    }
    terms.err().println(name + " is written to " + file);
  }

  private void showUnset(Map<String, List<String>> values, Filters filters) {
    for (var name : filters.values().keySet()) {
      var unset = values.keySet().stream().noneMatch(name::equalsIgnoreCase);
      if (unset) {
        Attributes.named(name).ifPresent(attribute -> line(attribute.name() + ": "));
      }
    }
  }

  /**
   * Says which of the wanted attributes there are none of. The original prints nothing for them,
   * which looks like an attribute that is not set.
   */
  void adviseAbout(Kind kind, Filters filters, Map<String, List<String>> values) {
    for (var name : filters.values().keySet()) {
      boolean known =
          Attributes.named(name).isPresent()
              || kind.standard(name).isPresent()
              || values.keySet().stream().anyMatch(name::equalsIgnoreCase);
      if (!known) {
        terms.err().println(Unknown.sentence(name));
      }
    }
  }

  private void line(String text) {
    out.print(text);
    out.print('\n');
  }
}
