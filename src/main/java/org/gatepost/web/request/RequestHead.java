package org.gatepost.web.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a request, as far as decisions need it; RFC 9110 §6. */
public interface RequestHead {
  /** The method, in the letter case in which it came. */
  String method();

  /** What is asked for. */
  RequestTarget target();

  /** The host that is asked for, with its port as it came; may be empty. */
  String host();

  /** The values of a header in their order; none if it did not come. */
  List<String> all(String lowerCaseName);

  /** The first value of a header. */
  default @Nullable String first(String lowerCaseName) {
    List<String> values = all(lowerCaseName);
    return values.isEmpty() ? null : values.getFirst();
  }
}
