package org.gatepost.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.gatepost.Configuration;
import org.gatepost.SharedCache;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.route.lookup.AccountNames;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.RouteAttributes;

/**
 * Deletes what memcached holds of accounts, or shows it: the work behind {@code route get}, {@code
 * route purge} and {@code zmproxypurge}, in the original's words (spec http 5.8).
 *
 * @param accounts by any of their names, or by their ids
 * @param servers the only ones that are asked; none: all that the configuration names
 * @param verbose whether it is told what is going on
 */
record SharedPurge(
    HostFile file,
    List<String> accounts,
    List<InetSocketAddress> servers,
    boolean verbose,
    PrintWriter out,
    PrintWriter err) {
  /** How many requests are on their way at once. */
  private static final int BATCH = 500;

  /** An entry that is there. */
  record Entry(String server, String key, String value) {}

  private interface Work {
    void on(SharedEntries entries, Sought account);
  }

  /** Deletes; the exit code. */
  int delete() throws CommandException {
    return forEach((entries, account) -> {
      delete(entries.of(account));
      // Last, as it leads to the others.
      delete(entries.lists(account));
    });
  }

  private void delete(List<SharedEntries.Key> keys) {
    inBatches(
        keys,
        batch -> {
          List<CompletableFuture<Boolean>> deleted =
              batch.stream().map(SharedEntries.Key::delete).toList();
          for (int i = 0; i < batch.size(); i++) {
            boolean wasThere = deleted.get(i).join();
            SharedEntries.Key key = batch.get(i);
            if (wasThere || key.certain()) {
              out.println(
                  "Purging " + TerminalText.of(key.shown()) + " on server " + key.server().name());
            }
          }
        });
  }

  /** Finds what is there, and gives it on. */
  int read(Consumer<Entry> reader) throws CommandException {
    return forEach((entries, account) -> read(entries.of(account), reader));
  }

  private static void read(List<SharedEntries.Key> keys, Consumer<Entry> reader) {
    inBatches(
        keys,
        batch -> {
          List<CompletableFuture<Optional<String>>> values =
              batch.stream().map(SharedEntries.Key::get).toList();
          for (int i = 0; i < batch.size(); i++) {
            SharedEntries.Key key = batch.get(i);
            values
                .get(i)
                .join()
                .ifPresent(
                    value -> reader.accept(new Entry(key.server().name(), key.shown(), value)));
          }
        });
  }

  private static <T> void inBatches(List<T> all, Consumer<List<T>> work) {
    for (int i = 0; i < all.size(); i += BATCH) {
      work.accept(all.subList(i, Math.min(all.size(), i + BATCH)));
    }
  }

  private int forEach(Work work) throws CommandException {
    try (Directory directory = Configuration.openDirectoryToRead(file)) {
      EffectiveSettings settings = directory.settings(file.server(), file.attributes());
      SharedCache cache = cache(directory, settings);
      List<Sought> sought = sought(directory, settings);
      try (SharedEntries entries = new SharedEntries(cache)) {
        List<String> hidden = entries.lookThrough(sought, Progress.on(err));
        sought.forEach(account -> work.on(entries, account));
        out.flush();
        return complain(entries.unreachable(), hidden);
      }
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  private SharedCache cache(Directory directory, EffectiveSettings settings)
      throws ConfigurationException, DirectoryException, CommandException {
    SharedCache cache = SharedCache.of(file, directory, settings);
    SharedCache wanted = servers.isEmpty() ? cache : cache.on(servers);
    if (wanted.servers().isEmpty()) {
      throw new CommandException(
          1, "No memcached servers found, and none specified (--help for help)");
    }
    if (accounts.isEmpty()) {
      throw new CommandException(1, "No accounts specified (--help for help)");
    }
    return wanted;
  }

  private List<Sought> sought(Directory directory, EffectiveSettings settings)
      throws DirectoryException {
    Optional<String> defaultDomain = settings.optional(RouteAttributes.DEFAULT_DOMAIN);
    List<Sought> all = new ArrayList<>();
    for (String account : accounts) {
      Optional<AccountNames> names = AccountNames.find(directory, account, defaultDomain);
      if (names.isEmpty()) {
        err.println("error looking up accout: " + account); // the original's spelling
      } else if (verbose) {
        err.println(account + " is " + names.get().account() + ", also: " + names.get().allNames());
      }
      all.add(Sought.of(account, names));
    }
    return all;
  }

  private int complain(List<String> unreachable, List<String> hidden) {
    unreachable.forEach(server -> err.println("memcached " + server + " cannot be reached"));
    hidden.stream()
        .filter(server -> !unreachable.contains(server))
        .forEach(server ->
            err.println(
                "memcached %s does not tell all its keys; those with clients' addresses in them may be left"
                    .formatted(server)));
    return unreachable.isEmpty() ? 0 : 2;
  }
}
