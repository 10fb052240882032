package vdsl.agent.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.agent.buffer.ReleaseProbe.Step;
import vdsl.time.TickSource;

/**
 * Processes killed while they write and drain. The writers' own journal is the oracle: committed is
 * contained in drained, and drained in intended, each frame once and in the order of its thread.
 */
final class KilledProcessTest {
  private static final int HALVES_BEFORE_KILL = 3;
  private static final long SEED = 17;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void killedWriterLeavesWhatItCommitted(long seed) throws Exception {
    Path spool = temp.resolve("spool");
    Path journal = temp.resolve("journal");
    try (ChildJvm writer = ChildJvm.start(WriterJvm.class, temp, journal, seed)) {
      Random random = new Random(seed);
      long killAfter = random.nextInt(HALVES_BEFORE_KILL * BufferFixture.HALF_BYTES);
      Path file = Path.of(writer.readLine());
      try (BufferDrain drain = open(file, 0)) {
        while (drain.position() <= killAfter) {
          assertThat(writer.isAlive()).isTrue();
          DrainJvm.spool(drain, spool, 1 + random.nextInt(2_000));
          drain.release(drain.position());
        }
      }
      writer.kill();
      drainRest(file, spool);
    }
    assertThat(committedInJournal(journal)).isPositive();
    assertSpooledOnce(spool, journal);
    assertThat(BufferFiles.list(temp)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void killedDrainIsFollowedWithoutLossOrRepeat(Step step) throws Exception {
    Path spool = temp.resolve("spool");
    Path journal = temp.resolve("journal");
    try (ChildJvm writer = ChildJvm.start(WriterJvm.class, temp, journal, SEED)) {
      Path file = Path.of(writer.readLine());
      for (int release = 1; release <= 2; release++) {
        try (ChildJvm drain = ChildJvm.start(DrainJvm.class, file, spool, step, release, SEED)) {
          assertThat(drain.awaitEnd()).isEqualTo(DrainJvm.EXIT_HALTED);
        }
      }
      writer.kill();
      drainRest(file, spool);
    }
    assertSpooledOnce(spool, journal);
  }

  private static BufferDrain open(Path file, long from) {
    return BufferDrain.open(file, from, BufferFixture.CONFIG, TickSource.system());
  }

  private static void drainRest(Path file, Path spool) throws IOException {
    BufferDrain drain = open(file, DrainJvm.position(spool));
    while (!drain.isExhausted()) {
      DrainJvm.spool(drain, spool, 1_000);
    }
    assertThat(drain.abandonedFrames()).isLessThanOrEqualTo(WriterJvm.THREADS);
    drain.delete();
  }

  private static long committedInJournal(Path journal) throws IOException {
    ByteBuffer words = WriterJvm.journal(journal);
    long committed = 0;
    for (int writer = 0; writer < WriterJvm.THREADS; writer++) {
      committed += WriterJvm.committed(words, writer);
    }
    return committed;
  }

  private static void assertSpooledOnce(Path spool, Path journal) throws IOException {
    long[] next = new long[WriterJvm.THREADS];
    ByteBuffer entries = ByteBuffer.wrap(Files.readAllBytes(spool));
    while (entries.hasRemaining()) {
      for (long left = entries.getLong(); left > 0; left--) {
        int writer = (int) entries.getLong();
        assertThat(entries.getLong()).as("of writer %s", writer).isEqualTo(next[writer]++);
      }
      entries.getLong();
    }
    ByteBuffer words = WriterJvm.journal(journal);
    for (int writer = 0; writer < WriterJvm.THREADS; writer++) {
      assertThat(next[writer])
          .as("frames of writer %s", writer)
          .isBetween(WriterJvm.committed(words, writer), WriterJvm.intended(words, writer));
    }
  }
}
