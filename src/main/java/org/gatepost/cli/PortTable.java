package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Article;
import org.gatepost.firewall.catalogue.CataloguePort;

/**
 * Ports for people: columns for a terminal with what is left beneath each line, or a table in
 * Markdown.
 *
 * @param columns the names of what stands side by side
 * @param details the names of what a terminal shows beneath
 */
record PortTable(List<String> columns, List<String> details, List<Row> rows) {
  private static final int WIDTH = 100;
  private static final String INDENT = "    ";
  private static final String LISTS = "lists";
  private static final String MOVED_BY = "moved by";

  /** One port; as many cells as there are columns, and as many remarks as details. */
  record Row(List<String> cells, List<String> remarks) {}

  /** The ports of a system. */
  static PortTable ofSystem(List<SystemPort> ports) {
    return new PortTable(
        List.of("port", "state", "who may reach it", "served by", "service"),
        List.of("why", MOVED_BY, LISTS, "note"),
        ports.stream()
            .map(port ->
                new Row(
                    List.of(
                        port.name(),
                        port.state(),
                        port.who(),
                        String.join(", ", port.hosts()),
                        port.port().service()),
                    remarks(port.opening().because(), port.port())))
            .toList());
  }

  /** The catalogue itself, which knows no hosts. */
  static PortTable ofCatalogue(List<CataloguePort> ports) {
    return new PortTable(
        List.of("port", "service", "served by", "on one host", "on several hosts"),
        List.of("why", MOVED_BY, LISTS, "note"),
        ports.stream()
            .map(port ->
                new Row(
                    List.of(
                        port.name(),
                        port.service(),
                        port.servedBy().service(),
                        SystemPort.who(port.single(), port),
                        SystemPort.who(port.multi(), port)),
                    remarks("", port)))
            .toList());
  }

  private static List<String> remarks(String because, CataloguePort port) {
    return List.of(because, port.movedBy().orElse(""), lists(port), port.note());
  }

  /** The letters of the articles' lists that have it. */
  static String lists(CataloguePort port) {
    return Stream.of(Article.values())
        .filter(port.articles()::contains)
        .map(Article::letter)
        .collect(Collectors.joining(" "));
  }

  void print(PrintWriter out) {
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      widths.add(
          Stream.concat(
                  Stream.of(columns.get(column)), rows.stream().map(row -> row.cells().get(column)))
              .mapToInt(String::length)
              .max()
              .orElse(0));
    }
    out.println(line(columns, widths).toUpperCase(Locale.ROOT));
    for (Row row : rows) {
      out.println(line(row.cells(), widths));
      wrapped(beneath(row)).forEach(out::println);
    }
    out.flush();
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(("%-" + widths.get(i) + "s  ").formatted(TerminalText.of(cells.get(i))));
    }
    return line.toString().stripTrailing();
  }

  private String beneath(Row row) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < details.size(); i++) {
      String remark = TerminalText.of(row.remarks().get(i));
      String name = details.get(i);
      if (!remark.isEmpty()) {
        parts.add(name.equals(MOVED_BY) || name.equals(LISTS) ? name + " " + remark : remark);
      }
    }
    return String.join("; ", parts);
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && INDENT.length() + line.length() + word.length() >= WIDTH) {
        lines.add(INDENT + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      lines.add(INDENT + line);
    }
    return lines;
  }

  /** The same as a table in Markdown. A column in which nothing stands is left out. */
  String markdown() {
    List<String> heads = Stream.concat(columns.stream(), details.stream()).toList();
    List<List<String>> cells =
        rows.stream()
            .map(row -> Stream.concat(row.cells().stream(), row.remarks().stream()).toList())
            .toList();
    List<Integer> shown =
        Stream.iterate(0, i -> i < heads.size(), i -> i + 1)
            .filter(i -> cells.stream().anyMatch(row -> !row.get(i).isEmpty()))
            .toList();
    StringBuilder page = new StringBuilder();
    page.append(markdown(shown.stream().map(heads::get)));
    page.append(markdown(shown.stream().map(_ -> "---")));
    cells.forEach(
        row -> page.append(markdown(shown.stream().map(row::get).map(PortTable::escaped))));
    return page.toString();
  }

  private static String markdown(Stream<String> cells) {
    return cells.collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String escaped(String text) {
    return TerminalText.of(text).replaceAll("[|*_`<\\[\\]]", "\\\\$0");
  }
}
