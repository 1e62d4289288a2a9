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
import org.gatepost.settings.HostFile;

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

  /** Deletes; the exit code. */
  int delete() throws CommandException {
    try (Directory directory = Configuration.openDirectory(file);
        SharedEntries entries = open(directory)) {
      for (String account : accounts) {
        List<SharedEntries.Key> keys = keys(entries, account);
        List<CompletableFuture<Boolean>> deleted = new ArrayList<>();
        for (SharedEntries.Key key : keys) {
          out.println("Purging " + key.key() + " on server " + key.server().name());
          deleted.add(key.delete());
          if (deleted.size() == BATCH) {
            deleted.forEach(CompletableFuture::join);
            deleted.clear();
          }
        }
        deleted.forEach(CompletableFuture::join);
      }
      return complain(entries);
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  /** Finds what is there, and gives it on. */
  int read(Consumer<Entry> reader) throws CommandException {
    try (Directory directory = Configuration.openDirectory(file);
        SharedEntries entries = open(directory)) {
      for (String account : accounts) {
        for (SharedEntries.Key key : keys(entries, account)) {
          Optional<String> value = key.get().join();
          value.ifPresent(text -> reader.accept(new Entry(key.server().name(), key.key(), text)));
        }
      }
      return complain(entries);
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  private SharedEntries open(Directory directory)
      throws ConfigurationException, DirectoryException, CommandException {
    SharedCache cache =
        SharedCache.of(file, directory, directory.settings(file.server(), file.attributes()));
    SharedCache wanted = servers.isEmpty() ? cache : cache.on(servers);
    if (wanted.servers().isEmpty()) {
      throw new CommandException(
          1, "No memcached servers found, and none specified (--help for help)");
    }
    if (accounts.isEmpty()) {
      throw new CommandException(1, "No accounts specified (--help for help)");
    }
    return new SharedEntries(directory, wanted);
  }

  private List<SharedEntries.Key> keys(SharedEntries entries, String account)
      throws DirectoryException {
    Optional<AccountNames> names = entries.names(account);
    if (names.isEmpty()) {
      err.println("error looking up accout: " + account); // the original's spelling
      return entries.ofUnknown(account);
    }
    if (verbose) {
      err.println(account + " is " + names.get().account() + ", also: " + names.get().allNames());
    }
    return entries.of(names.get());
  }

  private int complain(SharedEntries entries) {
    List<String> unreachable = entries.unreachable();
    unreachable.forEach(server -> err.println("memcached " + server + " cannot be reached"));
    return unreachable.isEmpty() ? 0 : 2;
  }
}
