package org.gatepost.prov;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.settings.EntryAttributes;

/** What is done to accounts. */
final class AccountCommands {
  /** Stands for a password that is asked for. */
  private static final String ASK = "-";

  private AccountCommands() {}

  static void get(Call call) throws ServiceError, UsageError, DirectoryException {
    boolean inherited = !call.option("-e");
    var account = call.accounts().named(call.word());
    var filters = Filters.of(call.rest());
    var values = values(account, inherited);
    call.dump().entry(Accounts.name(account), values, filters);
    call.dump().adviseAbout(Kind.ACCOUNT, filters, values);
  }

  private static Map<String, List<String>> values(Entry account, boolean inherited) {
    return inherited ? Values.of(Kind.ACCOUNT, account, Optional.empty()) : Values.own(account);
  }

  static void getAll(Call call) throws ServiceError, UsageError, DirectoryException {
    var listing = new Listing(false, true);
    Optional<String> server = Optional.empty();
    Optional<String> domain = Optional.empty();
    while (call.remaining() > 0) {
      listing = listing.and(Listing.read(call));
      if (call.option("-s")) {
        server = Optional.of(call.word());
      } else if (call.remaining() > 0) {
        var word = call.word();
        if (domain.isPresent()) {
          throw new UsageError(
              "invalid arg: %s, already specified domain: %s".formatted(word, domain.get()));
        }
        domain = Optional.of(word);
      }
    }
    listing.checked();
    var host =
        server.isEmpty()
            ? Optional.<String>empty()
            : Optional.of(Servers.host(call.servers().named(server.get())));
    var within =
        domain.isEmpty()
            ? Optional.<Entry>empty()
            : Optional.of(call.domains().named(domain.get()));
    show(
        call,
        call.accounts().all(within).filter(account -> isOn(account, host)),
        listing,
        Filters.NONE);
  }

  private static boolean isOn(Entry account, Optional<String> host) {
    return host.isEmpty()
        || Values.contains(account.all(EntryAttributes.MAIL_HOST.name()), host.get());
  }

  static void getAdministrators(Call call) throws ServiceError, UsageError, DirectoryException {
    var listing = Listing.read(call).checked();
    show(call, call.accounts().administrators(), listing, Filters.of(call.rest()));
  }

  private static void show(Call call, Stream<Entry> accounts, Listing listing, Filters filters)
      throws ServiceError {
    for (Iterator<Entry> each = accounts.iterator(); each.hasNext(); ) {
      var account = each.next();
      if (listing.verbose()) {
        call.dump().entry(Accounts.name(account), values(account, listing.inherited()), filters);
      } else {
        call.say(Accounts.name(account));
      }
    }
  }

  static void modify(Call call) throws ServiceError, UsageError, DirectoryException {
    var name = call.word();
    var edits = Pairs.ofChange(call, Kind.ACCOUNT);
    Modification.apply(call, Kind.ACCOUNT, call.accounts().named(name), edits);
  }

  static void create(Call call) throws ServiceError, UsageError, DirectoryException {
    var name = call.word();
    var password = password(call, name);
    var edits = Pairs.ofCreation(call, Kind.ACCOUNT);
    MailHost.choose(call, name, edits);
    var account = call.accounts().create(name, password, edits);
    call.say(account.getOrDefault(EntryAttributes.ID.name(), List.of("")).getFirst());
  }

  static void setPassword(Call call) throws ServiceError, UsageError, DirectoryException {
    var account = call.accounts().named(call.word());
    var password = password(call, Accounts.name(account));
    if (password.isEmpty()) {
      throw ServiceError.invalidRequest("the password is empty");
    }
    call.accounts().setPassword(account, password.get());
  }

  /** The password that is given, or asked for; nothing if it is given as an empty word. */
  private static Optional<String> password(Call call, String account)
      throws ServiceError, UsageError {
    var given = call.optionalWord();
    if (given.isPresent() && !given.get().equals(ASK)) {
      return given.filter(word -> !word.isEmpty());
    }
    try {
      var passwords = call.terms().passwords();
      var password = passwords.typedFor(account);
      if (password.isEmpty() && given.isPresent()) {
        password = passwords.piped();
      }
      return Optional.of(password.orElseThrow(UsageError::new)).filter(word -> !word.isEmpty());
    } catch (IOException e) {
      throw ServiceError.invalidRequest(String.valueOf(e.getMessage()));
    }
  }

  static void addAlias(Call call) throws ServiceError, UsageError, DirectoryException {
    var account = call.accounts().named(call.word());
    call.accounts().addAlias(account, call.word());
  }

  static void removeAlias(Call call) throws ServiceError, UsageError, DirectoryException {
    var account = call.accounts().named(call.word());
    call.accounts().removeAlias(account, call.word());
  }

  static void delete(Call call) throws ServiceError, UsageError, DirectoryException {
    call.accounts().delete(call.accounts().named(call.word()));
  }
}
