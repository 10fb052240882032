package vdsl.storage.placement;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Compares ways of keeping payloads durably: each is written by a process of its own, which is
 * killed, and reopened and read by another. Prints one Markdown table.
 *
 * <pre>java -cp ... vdsl.storage.placement.PayloadPlacementBenchmark DIRECTORY</pre>
 */
final class PayloadPlacementBenchmark {
  private static final int RECORD_COUNT = 4_000_000;
  private static final int BLOCKS_PER_COMMIT = 8;
  private static final int GROUP_COUNT =
      RECORD_COUNT / (SampleBlock.RECORD_COUNT * BLOCKS_PER_COMMIT);
  private static final int BLOCK_COUNT = GROUP_COUNT * BLOCKS_PER_COMMIT;
  private static final int READ_COUNT = 2_000;
  private static final int WARM_UP_READ_COUNT = 2_000;
  private static final int ROUND_COUNT = 3;
  private static final double NS_PER_MS = 1e6;
  private static final String[] CHILD_JVM_OPTIONS = {"-Xmx256m"};

  private PayloadPlacementBenchmark() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 1) {
      compare(Path.of(args[0]));
    } else {
      Placement.Kind kind = Placement.Kind.valueOf(args[1]);
      Path directory = Path.of(args[2]);
      if (args[0].equals("write")) {
        write(kind, directory);
      } else {
        read(kind, directory);
      }
    }
  }

  private static void compare(Path directory) throws IOException {
    System.out.println(
        "| placement | records/s | commit p50 ms | p99 ms | CPU us/record | MB on disk | compacted"
            + " MB | compact ms | reopen after kill ms | block read p50 us | p99 us |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int round = 0; round < ROUND_COUNT; round++) {
      for (Placement.Kind kind : Placement.Kind.values()) {
        Path own = Files.createDirectories(directory.resolve(kind + "-" + round));
        String written = child("write", kind, own);
        double diskMb = bytesUnder(own) / 1e6;
        String[] reading = child("read", kind, own).split(";", -1);
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %.1f | %.1f | %s | %s |%n",
            kind,
            written,
            diskMb,
            bytesUnder(own) / 1e6,
            reading[0],
            reading[1]);
      }
    }
  }

  /** Runs one step in a process of its own and kills that when it has printed its figures. */
  private static String child(String step, Placement.Kind kind, Path directory) throws IOException {
    Stream<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(CHILD_JVM_OPTIONS),
                Stream.of("-cp", System.getProperty("java.class.path")),
                Stream.of(PayloadPlacementBenchmark.class.getName(), step, kind.name()),
                Stream.of(directory.toString()))
            .flatMap(part -> part);
    Process process =
        new ProcessBuilder(command.toList()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String figures = output.readLine();
      if (figures == null) {
        throw new IllegalStateException(step + " of " + kind + " ended without figures");
      }
      return figures;
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  private static void write(Placement.Kind kind, Path directory) throws IOException {
    long[] commitNs = new long[GROUP_COUNT];
    Placement placement = kind.open(directory);
    long storingCpuNs = 0;
    for (int group = 0; group < GROUP_COUNT; group++) {
      List<SampleBlock> blocks = SampleBlock.group(group, BLOCKS_PER_COMMIT);
      long cpuNs = processCpuNs();
      long fromNs = System.nanoTime();
      placement.commit(blocks);
      commitNs[group] = System.nanoTime() - fromNs;
      storingCpuNs += processCpuNs() - cpuNs;
    }
    long records = (long) BLOCK_COUNT * SampleBlock.RECORD_COUNT;
    double seconds = Arrays.stream(commitNs).sum() / 1e9;
    Arrays.sort(commitNs);
    System.out.printf(
        Locale.ROOT,
        "%.0f | %.1f | %.1f | %.2f%n",
        records / seconds,
        percentile(commitNs, 50) / NS_PER_MS,
        percentile(commitNs, 99) / NS_PER_MS,
        storingCpuNs / 1e3 / records);
    awaitKill();
  }

  private static void read(Placement.Kind kind, Path directory) throws IOException {
    long fromNs = System.nanoTime();
    Placement placement = kind.open(directory);
    long found = placement.blockCount();
    long reopenNs = System.nanoTime() - fromNs;
    if (found != BLOCK_COUNT) {
      throw new IllegalStateException("found " + found + " blocks, wrote " + BLOCK_COUNT);
    }
    SplittableRandom random = new SplittableRandom(1);
    long[] readNs = new long[READ_COUNT];
    for (int i = -WARM_UP_READ_COUNT; i < READ_COUNT; i++) {
      SampleBlock wanted = SampleBlock.ofSequence(random.nextInt(BLOCK_COUNT));
      long readFromNs = System.nanoTime();
      byte[] body = placement.read(wanted.node(), wanted.firstId() + 1_000);
      long tookNs = System.nanoTime() - readFromNs;
      if (!Arrays.equals(body, wanted.body().array())) {
        throw new IllegalStateException("block " + wanted.sequence() + " came back different");
      }
      if (i >= 0) {
        readNs[i] = tookNs;
      }
    }
    Arrays.sort(readNs);
    long compactFromNs = System.nanoTime();
    placement.compact();
    System.out.printf(
        Locale.ROOT,
        "%.0f;%.0f | %.0f | %.0f%n",
        (System.nanoTime() - compactFromNs) / NS_PER_MS,
        reopenNs / NS_PER_MS,
        percentile(readNs, 50) / 1e3,
        percentile(readNs, 99) / 1e3);
    awaitKill();
  }

  private static void awaitKill() throws IOException {
    if (System.in.read() >= 0) {
      throw new IllegalStateException("told something instead of being killed");
    }
  }

  private static long percentile(long[] sorted, int percent) {
    return sorted[(int) ((long) (sorted.length - 1) * percent / 100)];
  }

  private static long processCpuNs() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long bytesUnder(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
