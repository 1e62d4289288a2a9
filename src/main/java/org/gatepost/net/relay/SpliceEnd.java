package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a {@link SpliceRelay}: reads from it and writes to its peer.
 *
 * <p>What is short goes through the loop's scratch buffer, which costs a system call less than a
 * pipe; after a read that filled the buffer the rest is spliced. Events are edge-triggered, so that
 * neither back-pressure nor its end costs a call to epoll. Confined to the relay's event loop.
 */
final class SpliceEnd implements EpollIoHandle {
  private static final EpollIoOps ALL =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.EPOLLET);

  /** How much one end may move before other sessions of the loop have their turn. */
  private static final long TURN_OCTETS = 1024 * 1024;

  private final SpliceRelay relay;
  private final Socket socket;
  private final boolean isClient;

  private @Nullable IoRegistration registration;

  // What was read here and the peer did not take yet: in a buffer or in a pipe of our own.
  private @Nullable ByteBuf stalledBuffer;
  private @Nullable Pipe stalledPipe;
  private int stalledInPipe;

  /**
   * The other side's last octet is on its way, and no event will come after the one that said so.
   */
  private boolean hungUp;

  /** The last read filled its buffer: more of the kind is on its way, and worth a pipe. */
  private boolean bulk;

  private boolean readEnded;
  private boolean peerTold;
  private boolean turnScheduled;

  /**
   * Takes over a socket.
   *
   * @param strays what was read from it on the way here; written to the peer first
   */
  SpliceEnd(SpliceRelay relay, Socket socket, boolean isClient, @Nullable ByteBuf strays) {
    this.relay = relay;
    this.socket = socket;
    this.isClient = isClient;
    this.stalledBuffer = strays;
  }

  Future<IoRegistration> register() {
    return relay
        .loop()
        .eventLoop()
        .register(this)
        .addListener((Future<IoRegistration> done) -> {
          if (done.isSuccess()) {
            registration = done.getNow();
          }
        });
  }

  /** Events come from here on; the first at once if octets are waiting. */
  void arm() {
    if (registration != null) {
      registration.submit(ALL);
    }
  }

  Socket socket() {
    return socket;
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  /** All that this socket had to say has been written to the peer. */
  boolean isSpent() {
    return peerTold;
  }

  boolean isStalled() {
    return stalledBuffer != null || stalledPipe != null;
  }

  @Override
  public void handle(IoRegistration source, IoEvent event) {
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    SpliceEnd peer = relay.peerOf(this);
    if (ops.contains(EpollIoOps.EPOLLOUT) && peer.isStalled()) {
      peer.pump();
    }
    hungUp |= ops.contains(EpollIoOps.EPOLLRDHUP);
    if (ops.contains(EpollIoOps.EPOLLERR) && peerTold) {
      // It had said all, and now it does not listen either.
      relay.end(RelayEnd.BROKEN);
    } else if (ops.contains(EpollIoOps.EPOLLIN)
        || ops.contains(EpollIoOps.EPOLLRDHUP)
        || ops.contains(EpollIoOps.EPOLLERR)) {
      pump();
    }
  }

  private void pump() {
    if (peerTold || !socket.isOpen()) {
      return;
    }
    try {
      if (flushStalled() && !readEnded) {
        move();
      }
      if (readEnded && !isStalled()) {
        peerTold = true;
        relay.endOf(this);
      }
    } catch (IOException broken) {
      relay.end(RelayEnd.BROKEN);
    }
  }

  private void move() throws IOException {
    long turn = TURN_OCTETS;
    while (turn > 0) {
      if (bulk && mayGoUnseen()) {
        long moved = splice(turn);
        bulk = moved >= RelayLoop.SCRATCH_OCTETS;
        // Nothing there, and no end either: that would have been announced.
        boolean dry = moved < turn && mayGoUnseen() && !hungUp;
        if (isStalled() || dry) {
          return;
        }
        turn -= moved;
      } else {
        int received = receive();
        if (received < 0) {
          readEnded = true;
          return;
        }
        bulk = received == RelayLoop.SCRATCH_OCTETS;
        if (isStalled() || received == 0 || (!bulk && !hungUp)) {
          return;
        }
        turn -= received;
      }
    }
    if (!turnScheduled) {
      turnScheduled = true;
      relay.loop().eventLoop().execute(this::nextTurn);
    }
  }

  private void nextTurn() {
    turnScheduled = false;
    pump();
  }

  /**
   * Reads once into the scratch buffer and writes that on; -1 at the end, 0 if nothing is there.
   */
  private int receive() throws IOException {
    ByteBuf scratch = relay.loop().scratch();
    int received = socket.recvAddress(scratch.memoryAddress(), 0, RelayLoop.SCRATCH_OCTETS);
    if (received <= 0) {
      return received;
    }
    Boundary boundary = boundary();
    if (boundary != null) {
      boundary.pass(scratch, 0, received);
    }
    relay.moved(this, received);
    Socket peer = relay.peerOf(this).socket;
    int sent = 0;
    while (sent < received) {
      int n = peer.sendAddress(scratch.memoryAddress(), sent, received);
      if (n == 0) {
        stalledBuffer =
            Unpooled.directBuffer(received - sent).writeBytes(scratch, sent, received - sent);
        break;
      }
      sent += n;
    }
    return received;
  }

  /**
   * Moves what may go unseen through the loop's pipe, until the socket is dry or the turn is over.
   */
  private long splice(long turn) throws IOException {
    Boundary boundary = boundary();
    long moved = 0;
    Pipe pipe = relay.loop().borrowPipe();
    boolean kept = false;
    try {
      while (moved < turn) {
        long most = boundary == null ? Pipe.CAPACITY : Math.min(Pipe.CAPACITY, boundary.opaque());
        int taken =
            most == 0 ? 0 : Native.splice(socket.intValue(), -1, pipe.input().intValue(), -1, most);
        if (taken <= 0) {
          break;
        }
        if (boundary != null) {
          boundary.passUnseen(taken);
        }
        relay.moved(this, taken);
        moved += taken;
        int left = pour(pipe, taken);
        if (left > 0) {
          stalledPipe = pipe;
          stalledInPipe = left;
          kept = true;
          break;
        }
      }
    } catch (IOException broken) {
      kept = true;
      pipe.close();
      throw broken;
    } finally {
      if (!kept) {
        relay.loop().returnPipe(pipe);
      }
    }
    return moved;
  }

  /** Empties a pipe into the peer; the octets that the peer does not take now. */
  private int pour(Pipe pipe, int octets) throws IOException {
    int left = octets;
    while (left > 0) {
      int given =
          Native.splice(
              pipe.output().intValue(), -1, relay.peerOf(this).socket.intValue(), -1, left);
      if (given == 0) {
        return left;
      }
      left -= given;
    }
    return 0;
  }

  /** Writes what the peer did not take before; whether nothing of it is left. */
  private boolean flushStalled() throws IOException {
    if (stalledBuffer != null) {
      Socket peer = relay.peerOf(this).socket;
      while (stalledBuffer.isReadable()) {
        int n =
            peer.sendAddress(
                stalledBuffer.memoryAddress(),
                stalledBuffer.readerIndex(),
                stalledBuffer.writerIndex());
        if (n == 0) {
          return false;
        }
        stalledBuffer.skipBytes(n);
      }
      relay.touch();
      stalledBuffer.release();
      stalledBuffer = null;
    }
    if (stalledPipe != null) {
      int left = pour(stalledPipe, stalledInPipe);
      if (left < stalledInPipe) {
        relay.touch();
      }
      stalledInPipe = left;
      if (left > 0) {
        return false;
      }
      relay.loop().returnPipe(stalledPipe);
      stalledPipe = null;
    }
    return true;
  }

  private boolean mayGoUnseen() {
    Boundary boundary = boundary();
    return boundary == null || boundary.opaque() > 0;
  }

  private @Nullable Boundary boundary() {
    return isClient ? null : relay.terms().boundary();
  }

  /**
   * Called by the relay, and by the event loop when that ends. The socket goes first: a closed one
   * has left epoll by itself.
   */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // It is closed all the same.
    }
    if (registration != null) {
      boolean ignored = registration.cancel();
    }
    if (stalledBuffer != null) {
      stalledBuffer.release();
      stalledBuffer = null;
    }
    if (stalledPipe != null) {
      stalledPipe.close();
      stalledPipe = null;
    }
  }
}
