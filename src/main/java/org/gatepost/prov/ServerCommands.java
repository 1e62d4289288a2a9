package org.gatepost.prov;

import org.gatepost.directory.DirectoryException;

/** What is done to servers. */
final class ServerCommands {
  private ServerCommands() {}

  static void get(Call call) throws ServiceError, UsageError, DirectoryException {
    boolean inherited = !call.option("-e");
    var server = call.servers().named(call.word());
    var filters = Filters.of(call.rest());
    var values =
        inherited
            ? Values.of(Kind.SERVER, server, call.directory().globalConfig())
            : Values.own(server);
    call.dump().entry(Servers.name(server), values, filters);
    call.dump().adviseAbout(Kind.SERVER, filters, values);
  }

  static void modify(Call call) throws ServiceError, UsageError, DirectoryException {
    var name = call.word();
    var edits = Pairs.ofChange(call, Kind.SERVER);
    Modification.apply(call, Kind.SERVER, call.servers().named(name), edits);
  }

  static void create(Call call) throws ServiceError, UsageError, DirectoryException {
    var name = call.word();
    call.say(call.servers().create(name, Pairs.ofCreation(call, Kind.SERVER)));
  }

  static void delete(Call call) throws ServiceError, UsageError, DirectoryException {
    call.servers().delete(call.servers().named(call.word()));
  }

  static void getAll(Call call) throws ServiceError, UsageError, DirectoryException {
    var listing = Listing.read(call);
    var service = call.optionalWord();
    listing = listing.and(Listing.read(call)).checked();
    var more = call.optionalWord();
    if (more.isPresent()) {
      throw new UsageError(
          "invalid arg: %s, already specified service: %s".formatted(more.get(), service.get()));
    }
    var global = call.directory().globalConfig();
    for (var server :
        service.isEmpty() ? call.servers().all() : call.servers().running(service.get())) {
      if (listing.verbose()) {
        var values =
            listing.inherited() ? Values.of(Kind.SERVER, server, global) : Values.own(server);
        call.dump().entry(Servers.name(server), values, Filters.NONE);
      } else {
        call.say(Servers.name(server));
      }
    }
  }
}
