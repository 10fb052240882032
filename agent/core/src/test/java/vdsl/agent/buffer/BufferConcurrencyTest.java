package vdsl.agent.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static vdsl.agent.buffer.BufferFixture.HALF_BYTES;
import static vdsl.agent.buffer.BufferFixture.begin;
import static vdsl.agent.buffer.BufferFixture.take;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.agent.buffer.BufferFixture.Message;
import vdsl.agent.buffer.ReleaseProbe.Step;
import vdsl.time.TickSource;

/**
 * Threads that write, and a drain that dies at random steps of a release and is followed by
 * another: every committed frame comes out once, and a thread's in the order it wrote them.
 */
final class BufferConcurrencyTest {
  private static final int WRITERS = 4;
  private static final int FRAMES_PER_WRITER = 40_000;
  private static final List<Step> STEPS = List.of(Step.values());

  @TempDir Path temp;

  /** The drain's end at a step. */
  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyCommittedFrameIsDrainedOnceInTheOrderOfItsThread(long seed) throws Exception {
    DoubleBuffer buffer = BufferFixture.create(temp);
    ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
    AtomicBoolean giveUp = new AtomicBoolean();
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        Random random = new Random(seed * 31 + writer);
        int name = writer;
        writers.add(executor.submit(() -> writeAll(buffer, name, random, giveUp)));
      }
      Drained drained = new Drained();
      drainAll(buffer, new Random(seed), drained, writers);
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(drained.next).containsOnly(FRAMES_PER_WRITER);
      assertThat(buffer.position()).isGreaterThan(10L * HALF_BYTES);
    } finally {
      giveUp.set(true);
      executor.shutdownNow();
    }
  }

  /** Numbers that come next, by writer. */
  private static final class Drained {
    final long[] next = new long[WRITERS];

    void add(Message message) {
      assertThat(message.sequence())
          .as("of writer %s", message.writer())
          .isEqualTo(next[(int) message.writer()]++);
    }
  }

  private static void writeAll(
      DoubleBuffer buffer, int writer, Random random, AtomicBoolean giveUp) {
    int sequence = 0;
    while (sequence < FRAMES_PER_WRITER && !giveUp.get()) {
      boolean isAborted = random.nextInt(20) == 0;
      int payload = begin(buffer, writer, sequence, 16 + random.nextInt(200));
      if (payload == DoubleBuffer.FULL) {
        Thread.onSpinWait();
      } else if (isAborted) {
        buffer.abort(payload);
      } else {
        buffer.commit(payload);
        sequence++;
      }
    }
  }

  /** What was taken and not spooled when a drain dies is taken again by the next. */
  private static void drainAll(
      DoubleBuffer buffer, Random random, Drained drained, List<Future<?>> writers) {
    long spooled = 0;
    List<Message> taken = new ArrayList<>();
    boolean isDone = false;
    while (!isDone) {
      Step deadly = STEPS.get(random.nextInt(STEPS.size()));
      boolean mayDie = random.nextInt(4) > 0;
      taken.clear();
      try (BufferDrain drain = open(buffer, spooled, mayDie ? deadly : null)) {
        do {
          boolean isLast = writers.stream().allMatch(Future::isDone);
          for (int i = random.nextInt(2_000); (i > 0 || isLast) && drain.peek(); i--) {
            taken.add(take(drain));
          }
          if (isLast || random.nextBoolean()) {
            spooled = drain.position();
            taken.forEach(drained::add);
            taken.clear();
            isDone = isLast;
            drain.release(spooled);
          }
        } while (!isDone && random.nextInt(300) > 0);
      } catch (Died died) {
        assertThat(mayDie).isTrue();
      }
    }
  }

  private static BufferDrain open(DoubleBuffer buffer, long from, Step deadly) {
    ReleaseProbe probe =
        step -> {
          if (step == deadly) {
            throw new Died();
          }
        };
    BufferDrain.Settings settings =
        new BufferDrain.Settings(Long.MAX_VALUE, TickSource.system(), probe);
    return BufferDrain.open(buffer.file(), from, settings);
  }
}
