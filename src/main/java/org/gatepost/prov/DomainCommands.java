package org.gatepost.prov;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;

/** What is done to domains. */
final class DomainCommands {
  private DomainCommands() {}

  static void get(Call call) throws ServiceError, UsageError, DirectoryException {
    boolean inherited = !call.option("-e");
    var domain = call.domains().named(call.word());
    show(call, domain, inherited, Filters.of(call.rest()));
  }

  static void getInfo(Call call) throws ServiceError, UsageError, DirectoryException {
    var by = call.word();
    var value = call.word();
    var domain =
        switch (by.toLowerCase(Locale.ROOT)) {
          case "name" -> call.directory().domain("", value);
          case "id" -> call.directory().domainById(value);
          case "virtualhostname" -> call.domains().withVirtualHost(value);
          default -> throw new UsageError("invalid arg: " + by);
        };
    show(
        call,
        domain.orElseThrow(() -> ServiceError.noSuch(Kind.DOMAIN, value)),
        true,
        Filters.of(call.rest()));
  }

  private static void show(Call call, Entry domain, boolean inherited, Filters filters)
      throws ServiceError, DirectoryException {
    var values = values(domain, inherited, call.directory().globalConfig());
    call.dump().entry(Domains.name(domain), values, filters);
    call.dump().adviseAbout(Kind.DOMAIN, filters, values);
  }

  private static Map<String, List<String>> values(
      Entry domain, boolean inherited, Optional<Entry> global) {
    return inherited ? Values.of(Kind.DOMAIN, domain, global) : Values.own(domain);
  }

  static void getAll(Call call) throws ServiceError, UsageError, DirectoryException {
    var listing = Listing.read(call).checked();
    var filters = Filters.of(call.rest());
    var global = call.directory().globalConfig();
    for (var domain : call.domains().all()) {
      if (listing.verbose()) {
        call.dump()
            .entry(Domains.name(domain), values(domain, listing.inherited(), global), filters);
      } else {
        call.say(Domains.name(domain));
      }
    }
  }

  static void modify(Call call) throws ServiceError, UsageError, DirectoryException {
    var name = call.word();
    var edits = Pairs.ofChange(call, Kind.DOMAIN);
    Modification.apply(call, Kind.DOMAIN, call.domains().named(name), edits);
  }

  static void create(Call call) throws ServiceError, UsageError, DirectoryException {
    var name = call.word();
    call.say(call.domains().create(name, Pairs.ofCreation(call, Kind.DOMAIN)));
  }

  static void createAlias(Call call) throws ServiceError, UsageError, DirectoryException {
    var name = call.word();
    var target = call.word();
    var edits = Pairs.ofCreation(call, Kind.DOMAIN);
    call.say(call.domains().createAlias(name, call.domains().named(target), edits));
  }

  static void delete(Call call) throws ServiceError, UsageError, DirectoryException {
    call.domains().delete(call.domains().named(call.word()));
  }
}
