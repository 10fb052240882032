package vdsl.agent.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import vdsl.agent.LogAgent;
import vdsl.agent.Logger;
import vdsl.record.Severity;

/**
 * The log statements of a service, which it walks through over and over and leaves some out.
 * Confined to one thread.
 *
 * <p>They come in a file that {@code vdsl bench ingest} has made from lines, big-endian: {@code
 * i32} count of the statements; per statement the strings object, level and pattern, {@code i32}
 * count of its arguments; per argument a kind and what {@link TypedArgument} says of it: {@code
 * 'L'} {@code i64} from, count; {@code 'D'} {@code i64} from, count, step, scale; {@code 'S'}
 * string prefix, {@code i32} digits to draw, radix. A string is an {@code i32} length and UTF-8.
 */
final class TypedCalls {
  private static final int STEP_MAX = 4;
  private static final int STRING_BYTES_MAX = 1 << 20;

  private final List<TypedCall> calls;
  private final SplittableRandom random;
  private int position;

  private TypedCalls(List<TypedCall> calls, SplittableRandom random) {
    this.calls = calls;
    this.random = random;
  }

  static TypedCalls read(Path file, LogAgent agent, long seed) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      SplittableRandom random = new SplittableRandom(seed);
      Reading reading = new Reading(in, agent, random);
      List<TypedCall> calls = new ArrayList<>();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        calls.add(reading.call());
      }
      return new TypedCalls(calls, random);
    }
  }

  /** Logs as fast as it can; returns how many records were given up. */
  long log(long count) {
    long rejected = 0;
    for (long i = 0; i < count; i++) {
      position += 1 + random.nextInt(STEP_MAX);
      while (position >= calls.size()) {
        position -= calls.size();
      }
      if (!calls.get(position).log(random)) {
        rejected++;
      }
    }
    return rejected;
  }

  /** Statements of the same object share a logger, identifiers of the same form a pool. */
  private static final class Reading {
    private final DataInputStream in;
    private final LogAgent agent;
    private final SplittableRandom random;
    private final Map<String, Logger> loggers = new HashMap<>();
    private final Map<String, WordPool> pools = new HashMap<>();
    private final Map<String, String> patterns = new HashMap<>();

    Reading(DataInputStream in, LogAgent agent, SplittableRandom random) {
      this.in = in;
      this.agent = agent;
      this.random = random;
    }

    TypedCall call() throws IOException {
      Logger logger = loggers.computeIfAbsent(string(), agent::logger);
      Severity level = Severity.parse(string());
      String pattern = patterns.computeIfAbsent(string(), same -> same);
      List<TypedArgument> arguments = new ArrayList<>();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        arguments.add(argument());
      }
      return new TypedCall(logger, level, pattern, arguments);
    }

    private TypedArgument argument() throws IOException {
      int kind = in.readUnsignedByte();
      return switch (kind) {
        case 'L' -> new TypedArgument.Whole(in.readLong(), in.readLong());
        case 'D' ->
            new TypedArgument.Fraction(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        case 'S' -> new TypedArgument.Word(pool(string(), in.readInt(), in.readInt()));
        default -> throw new IOException("argument of unknown kind " + kind);
      };
    }

    private WordPool pool(String prefix, int digitCount, int radix) {
      return pools.computeIfAbsent(
          prefix + ' ' + digitCount + ' ' + radix,
          none -> new WordPool(prefix, digitCount, radix, random));
    }

    private String string() throws IOException {
      int length = in.readInt();
      if (length < 0 || length > STRING_BYTES_MAX) {
        throw new IOException("string of " + length + " bytes");
      }
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
  }
}
