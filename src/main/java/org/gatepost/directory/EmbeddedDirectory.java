package org.gatepost.directory;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.gatepost.directory.DirectoryException.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory in this process over a file in LDIF. A change is in the file before it is answered;
 * one that cannot be written is undone. Readers may see a change a moment before it is written.
 *
 * <p>Any thread may call; changes come one after the other.
 */
final class EmbeddedDirectory implements Store {
  /** Beyond this many entries another directory serves better; design 5. */
  private static final int MANY_ENTRIES = 5_000;

  private static final Duration LOCK_PAUSE = Duration.ofMillis(20);
  private static final Logger log = LoggerFactory.getLogger(EmbeddedDirectory.class);

  private final @Nullable LdifFile file;
  private final ReentrantLock changing = new ReentrantLock();
  private final Set<Loan> loans = ConcurrentHashMap.newKeySet();
  private final Set<FileWatch> watches = ConcurrentHashMap.newKeySet();
  private volatile InMemory content;

  // The rest is confined to the holder of the lock above.
  private @Nullable Stamp loaded;
  private @Nullable DirectoryLock lock;

  /** Why changes are refused; empty if they are not. */
  private String refusal;

  private EmbeddedDirectory(
      @Nullable LdifFile file, InMemory content, @Nullable Stamp loaded, String refusal) {
    this.file = file;
    this.content = content;
    this.loaded = loaded;
    this.refusal = refusal;
  }

  /** Without a file, and without anything in it, for ever. */
  static EmbeddedDirectory empty() throws DirectoryException {
    return new EmbeddedDirectory(
        null,
        held(List.of(), "An empty directory"),
        null,
        "This host has no directory: set directory.file, or directory.url.");
  }

  static EmbeddedDirectory openToRead(LdifFile file) throws DirectoryException {
    var read = file.read();
    if (read.entries().size() > MANY_ENTRIES) {
      log.warn(
          "{} has {} entries; use an LDAP server for that many",
          file.path(),
          read.entries().size());
    }
    return new EmbeddedDirectory(
        file,
        held(read.entries(), file.path().toString()),
        read.stamp(),
        file.path() + " was opened to be read only.");
  }

  /**
   * With the lock that changes need; without it, and saying so, where no lock can be had since
   * nothing may be written there.
   *
   * @throws DirectoryException of kind {@code LOCKED} if another has it
   */
  static EmbeddedDirectory open(LdifFile file) throws DirectoryException {
    var lock = Optional.<DirectoryLock>empty();
    var refusal = "";
    try {
      lock = DirectoryLock.tryLock(file);
      if (lock.isEmpty()) {
        throw locked(file);
      }
    } catch (IOException e) {
      refusal = "%s cannot be changed: %s".formatted(file.path(), Sentences.of(e));
      log.warn("{}", refusal);
    }
    try {
      var directory = openToRead(file);
      directory.refusal = refusal;
      directory.lock = lock.orElse(null);
      directory.clean();
      return directory;
    } catch (DirectoryException e) {
      lock.ifPresent(EmbeddedDirectory::release);
      throw e;
    }
  }

  private static InMemory held(List<Entry> entries, String what) throws DirectoryException {
    try {
      return InMemory.of(entries);
    } catch (LDAPException e) {
      throw new DirectoryException(what + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static DirectoryException locked(LdifFile file) {
    return new DirectoryException(
        Kind.LOCKED,
        "%s is in use by another process, a running server most likely: let that server change it, or stop it first."
            .formatted(file.path()));
  }

  /** Waits for the lock, then goes on from what its last holder wrote. */
  void takeLock(Duration patience) throws DirectoryException {
    var file = this.file;
    if (file == null) {
      return;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (!tryToTakeLock(file)) {
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        throw locked(file);
      }
      LockSupport.parkNanos(LOCK_PAUSE.toNanos());
    }
  }

  private boolean tryToTakeLock(LdifFile file) throws DirectoryException {
    changing.lock();
    try {
      if (lock != null) {
        return true;
      }
      lock = DirectoryLock.tryLock(file).orElse(null);
      if (lock == null) {
        return false;
      }
      refusal = "";
      clean();
      refresh(file);
      return true;
    } catch (IOException e) {
      throw new DirectoryException(
          Kind.NOT_ALLOWED, "%s cannot be changed: %s".formatted(file.path(), Sentences.of(e)), e);
    } catch (DirectoryException e) {
      // Not a reason to go without: what was read before stays, and changes wait for a valid file.
      log.warn("{}", e.getMessage());
      return true;
    } finally {
      changing.unlock();
    }
  }

  /** Lets another process have the lock, once a running change is written. */
  void releaseLock() {
    changing.lock();
    try {
      if (lock != null && file != null) {
        release(lock);
        lock = null;
        refusal = file.path() + " has been handed over to another process; try again.";
      }
    } finally {
      changing.unlock();
    }
  }

  private static void release(DirectoryLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("The lock of the directory's file cannot be closed: {}", Sentences.of(e));
    }
  }

  private void clean() {
    try {
      if (lock != null && file != null) {
        file.clean();
      }
    } catch (IOException e) {
      log.warn("{}", Sentences.of(e));
    }
  }

  @Override
  public LDAPInterface toRead() {
    return content.server();
  }

  @Override
  public List<String> suffixes() throws LDAPException {
    return Store.suffixes(content.server());
  }

  @Override
  public void add(AddRequest request) throws LDAPException {
    var encoded = request.duplicate();
    encoded.setAttributes(Passwords.encoded(request.getAttributes()));
    change(new Entry(request.getDN(), encoded.getAttributes()), memory -> memory.add(encoded));
  }

  @Override
  public void modify(ModifyRequest request) throws LDAPException {
    var encoded = request.duplicate();
    encoded.setModifications(Passwords.encodedIn(request.getModifications()));
    var names = new Entry(request.getDN());
    for (var modification : encoded.getModifications()) {
      names.addAttribute(new Attribute(modification.getAttributeName(), modification.getValues()));
    }
    change(names, memory -> memory.modify(encoded));
  }

  @Override
  public void delete(DeleteRequest request) throws LDAPException {
    change(new Entry(request.getDN()), memory -> memory.delete(request));
  }

  private interface Operation {
    LDAPResult on(LDAPInterface memory) throws LDAPException;
  }

  private void change(Entry names, Operation operation) throws LDAPException {
    changing.lock();
    try {
      var file = writable();
      var next = content.taking(names);
      var before = next.server().createSnapshot();
      operation.on(next.server());
      try {
        loaded = file.write(next.entries());
      } catch (IOException e) {
        next.server().restoreSnapshot(before);
        throw notWritten("%s cannot be written: %s".formatted(file.path(), Sentences.of(e)));
      }
      content = next.settled();
    } finally {
      changing.unlock();
    }
    watches.forEach(FileWatch::signal);
  }

  private LdifFile writable() throws LDAPException {
    if (file == null || !refusal.isEmpty()) {
      throw notWritten(refusal);
    }
    try {
      refresh(file);
      return file;
    } catch (DirectoryException e) {
      throw notWritten(
          e.getMessage() + " It was changed by hand; nothing is changed before that is put right.");
    }
  }

  /** Takes over what somebody wrote into the file by hand, or its holder before us. */
  @Override
  public void refresh() throws DirectoryException {
    changing.lock();
    try {
      if (file != null) {
        refresh(file);
      }
    } finally {
      changing.unlock();
    }
  }

  private void refresh(LdifFile file) throws DirectoryException {
    if (!file.stamp().equals(loaded)) {
      var read = file.read();
      content = held(read.entries(), file.path().toString());
      loaded = read.stamp();
      watches.forEach(FileWatch::signal);
    }
  }

  @Override
  public Directory.Watching watch(Duration interval, Runnable changed) {
    var watch = FileWatch.of(this, file, interval, changed);
    watches.add(watch);
    return watch;
  }

  void forget(FileWatch watch) {
    watches.remove(watch);
  }

  private static LDAPException notWritten(String sentence) {
    return new LDAPException(DirectoryException.NOT_WRITTEN, sentence);
  }

  @Override
  public BindResult bind(SimpleBindRequest request) throws LDAPException {
    var password = request.getPassword();
    if (password != null && Passwords.isEncoded(password.stringValue())) {
      // What stands there in a form unknown here is compared as it is; it must not open the door.
      throw new LDAPException(ResultCode.INVALID_CREDENTIALS);
    }
    return content.server().bind(request);
  }

  /** Lets another process on this host read and change it, over LDAP. */
  Loan lend() throws DirectoryException {
    try {
      var loan = Loan.of(this, loans::remove);
      loans.add(loan);
      return loan;
    } catch (IOException e) {
      throw new DirectoryException(
          "The directory cannot be lent on 127.0.0.1: " + Sentences.of(e), e);
    }
  }

  @Override
  public void close() {
    loans.forEach(Loan::close);
    releaseLock();
    content.server().shutDown(true);
  }
}
