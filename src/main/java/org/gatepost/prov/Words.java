package org.gatepost.prov;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line, in batches and on a terminal (spec http 5.1): blanks divide, quotes of both
 * kinds group, a backslash takes the meaning from what follows it or stands for a control
 * character. There are no comments.
 *
 * @param words complete or not
 * @param openQuote the quote that nothing closes; 0 if there is none
 * @param inWord whether the end of the line is within the last word
 * @param lastAt where the last word begins in the line
 */
public record Words(List<String> words, char openQuote, boolean inWord, int lastAt) {

  /** The words of a line of a batch. */
  static List<String> of(String line) throws ServiceError {
    var read = read(line);
    if (read.openQuote != 0) {
      throw ServiceError.invalidRequest(
          "the quote %c is not closed; a quote within a word is written \\%c"
              .formatted(read.openQuote, read.openQuote));
    }
    return read.words;
  }

  /** Reads as far as the line goes, which may end anywhere: somebody is typing it. */
  public static Words read(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    int lastAt = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (!inWord) {
        lastAt = i;
      }
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        word.append(meant(line.charAt(i)));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return new Words(List.copyOf(words), quote, inWord, lastAt);
  }

  private static char meant(char afterBackslash) {
    return switch (afterBackslash) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> afterBackslash;
    };
  }

  /** Whether the next line belongs to this one: it ends with a backslash that means itself. */
  static boolean goesOn(String line) {
    int last = line.length();
    while (last > 0 && line.charAt(last - 1) == '\\') {
      last--;
    }
    return (line.length() - last) % 2 == 1;
  }

  // Words may be passwords.
  @Override
  public String toString() {
    return words.size() + " words";
  }
}
