package org.gatepost.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.gatepost.mail.session.CommandDecoder;

/**
 * Feeds a decoder in pieces, as a network does, and gathers its commands as texts.
 *
 * @param <C> the commands of the protocol
 */
public final class Pieces<C> {
  private final Supplier<CommandDecoder<C>> decoders;

  public Pieces(Supplier<CommandDecoder<C>> decoders) {
    this.decoders = decoders;
  }

  /** All commands of an input that arrives in one piece. */
  public List<C> whole(byte[] input) {
    return cut(input, new int[] {input.length});
  }

  /** All commands of an input that arrives octet by octet. */
  public List<C> octetByOctet(byte[] input) {
    int[] lengths = new int[input.length];
    java.util.Arrays.fill(lengths, 1);
    return cut(input, lengths);
  }

  /** All commands of an input that arrives in two pieces, for every place between two. */
  public List<List<C>> cutEverywhere(byte[] input) {
    List<List<C>> readings = new ArrayList<>();
    for (int at = 1; at < input.length; at++) {
      readings.add(cut(input, new int[] {at, input.length - at}));
    }
    return readings;
  }

  /** All commands of an input that arrives in pieces of random lengths. */
  public List<C> shredded(byte[] input, Random random) {
    List<Integer> lengths = new ArrayList<>();
    for (int left = input.length; left > 0; ) {
      int length = 1 + random.nextInt(Math.min(left, 40));
      lengths.add(length);
      left -= length;
    }
    return cut(input, lengths.stream().mapToInt(Integer::intValue).toArray());
  }

  private List<C> cut(byte[] input, int[] lengths) {
    CommandDecoder<C> decoder = decoders.get();
    List<C> commands = new ArrayList<>();
    ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer();
    try {
      int at = 0;
      for (int length : lengths) {
        buffer.writeBytes(input, at, length);
        at += length;
        drain(decoder, buffer, commands);
      }
      return commands;
    } finally {
      buffer.release();
    }
  }

  /** A decoder that gives a command without an octet for it could go on for ever. */
  private void drain(CommandDecoder<C> decoder, ByteBuf buffer, List<C> commands) {
    int atOneIndex = 0;
    while (true) {
      int before = buffer.readerIndex();
      C command = decoder.next(buffer);
      if (command == null) {
        if (buffer.readerIndex() != before) {
          throw new AssertionError("octets were taken and no command given");
        }
        buffer.discardReadBytes();
        return;
      }
      commands.add(command);
      atOneIndex = buffer.readerIndex() == before ? atOneIndex + 1 : 0;
      if (atOneIndex > buffer.readableBytes()) {
        throw new AssertionError("commands without end and no octet taken: " + command);
      }
    }
  }
}
