package org.gatepost.web.cache;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** A header whose value is a list, over one line or several: RFC 9110 §5.3, §5.6.1. */
final class HeaderList {
  private HeaderList() {}

  /** Its members without blanks around them; none if there is no such header. */
  static List<String> of(HttpHeaders headers, CharSequence name) {
    if (!headers.contains(name)) {
      return List.of();
    }
    List<String> members = new ArrayList<>();
    for (String line : headers.getAll(name)) {
      int from = 0;
      while (from <= line.length()) {
        int comma = line.indexOf(',', from);
        int to = comma < 0 ? line.length() : comma;
        String member = line.substring(from, to).strip();
        if (!member.isEmpty()) {
          members.add(member);
        }
        from = to + 1;
      }
    }
    return members;
  }
}
