package org.gatepost.route.lookup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.DirectoryException;

/**
 * Remembers what the directory has answered, for a while and up to a number of answers; what it
 * does not know is not remembered (spec mail 2.8). Safe for any number of threads.
 */
final class RecentAnswers<V> {
  private record Answer<V>(V value, Instant until) {}

  /** Asks the directory. */
  interface Question<V> {
    Optional<V> ask() throws DirectoryException;
  }

  private final Map<String, Answer<V>> answers;
  private final Duration age;
  private final InstantSource clock;

  RecentAnswers(int maxAnswers, Duration age, InstantSource clock) {
    this.age = age;
    this.clock = clock;
    boolean byUse = true;
    this.answers =
        new LinkedHashMap<>(16, 0.75f, byUse) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Answer<V>> eldest) {
            return size() > maxAnswers;
          }
        };
  }

  /** The remembered answer, or else the directory's. */
  Optional<V> get(String key, Question<V> question) throws DirectoryException {
    var now = clock.instant();
    synchronized (answers) {
      var known = answers.get(key);
      if (known != null && now.isBefore(known.until())) {
        return Optional.of(known.value());
      }
    }
    // Asked outside of the lock: a slow directory must not hold up what is known.
    var asked = question.ask();
    synchronized (answers) {
      asked.ifPresent(value -> answers.put(key, new Answer<>(value, now.plus(age))));
    }
    return asked;
  }

  void forget() {
    synchronized (answers) {
      answers.clear();
    }
  }
}
