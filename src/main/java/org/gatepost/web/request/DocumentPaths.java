package org.gatepost.web.request;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatepost.web.request.DocumentServer.Editor;
import org.gatepost.web.request.DocumentServer.Office;

/** The paths of the document services: spec http 1.10. */
final class DocumentPaths {
  private static final String EDITORS = "/zdocument/";
  private static final String OFFICES = "/docs/";

  private final List<DocumentServer> servers;
  private final Duration silence;

  DocumentPaths(List<DocumentServer> servers, Duration silence) {
    this.servers = servers;
    this.silence = silence;
  }

  /** Where a path of theirs leads; empty if it is none. */
  Optional<Place> find(RequestTarget target, InetAddress client) {
    String path = target.path();
    if (servers.isEmpty() || !(path.startsWith(EDITORS) || path.startsWith(OFFICES))) {
      return Optional.empty();
    }
    for (int i = 0; i < servers.size(); i++) {
      Optional<Place> place =
          switch (servers.get(i)) {
            case Editor editor -> at(editor, target, client);
            case Office office -> at(office, target);
          };
      if (place.isPresent()) {
        return place;
      }
    }
    return Optional.empty();
  }

  private Optional<Place> at(Editor editor, RequestTarget target, InetAddress client) {
    String prefix = EDITORS + editor.id();
    String path = target.path();
    if (!path.startsWith(prefix) || !path.startsWith("/", prefix.length())) {
      return Optional.empty();
    }
    // What is for this host alone must not be reached by a path that the service reads otherwise.
    if (!target.isPlain() || !target.raw().startsWith(prefix)) {
      return Optional.of(new Place.NotHere(403));
    }
    int at = prefix.length();
    boolean ofThisHost = Paths.begins(path, at, "/info/") || Paths.begins(path, at, "/internal/");
    if (ofThisHost && !client.isLoopbackAddress()) {
      return Optional.of(new Place.NotHere(403));
    }
    return Optional.of(
        new Place.At(
            path.startsWith("/spellchecker/", at) ? editor.spelling() : editor.documents(),
            target.raw().substring(at),
            silence,
            Optional.of(prefix)));
  }

  private Optional<Place> at(Office office, RequestTarget target) {
    String prefix = OFFICES + office.id();
    String path = target.path();
    boolean its =
        path.startsWith(prefix)
            && (path.startsWith("/loleaflet", prefix.length())
                || path.startsWith("/lool", prefix.length()));
    if (!its) {
      return Optional.empty();
    }
    return Optional.of(
        target.isPlain() && target.raw().startsWith(prefix)
            ? new Place.At(
                office.service(),
                target.raw().substring(prefix.length()),
                silence,
                Optional.empty())
            : new Place.NotHere(403));
  }
}
