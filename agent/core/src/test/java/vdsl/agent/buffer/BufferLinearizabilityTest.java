package vdsl.agent.buffer;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Writers, a drain and releases, interleaved by Lincheck, give results that they also give one
 * after the other. The buffer begins with room for two frames, so that padding, refusal and reuse
 * of a half are all within a few operations.
 */
public final class BufferLinearizabilityTest {
  private static final int HALF_BYTES = 256;
  private static final int PAYLOAD_BYTES = 8;
  private static final long NOTHING = -1;

  private final FrameClaims claims;
  private final BufferDrain drain;

  public BufferLinearizabilityTest() {
    ByteBuffer memory =
        ByteBuffer.allocateDirect((int) MappedHalves.fileBytes(HALF_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    MappedHalves halves = new MappedHalves(memory, HALF_BYTES);
    halves.publishLimit(2 * HALF_BYTES);
    claims = new FrameClaims(halves);
    drain =
        new BufferDrain(
            Path.of("none"),
            new BufferHeader(1, BufferFixture.ANCHOR, 1, BufferFixture.HALF_BYTES),
            halves,
            new OwnerHere(Channels.newChannel(InputStream.nullInputStream())),
            0,
            new BufferDrain.Settings(Long.MAX_VALUE, () -> 0, ReleaseProbe.NONE));
    for (int i = 0; i < 18; i++) {
      write(100 + i);
    }
  }

  @Operation
  public boolean write(int value) {
    int payload = claims.claim(BufferFixture.KIND, 0, value, PAYLOAD_BYTES);
    if (payload < 0) {
      return false;
    }
    claims.commit(payload);
    return true;
  }

  @Operation
  public int abort() {
    int payload = claims.claim(BufferFixture.KIND, 0, 0, PAYLOAD_BYTES);
    if (payload >= 0) {
      claims.abort(payload);
    }
    return Math.min(payload, 0);
  }

  /** Takes ten frames or what there is, and waits for those under way. */
  @Operation(nonParallelGroup = "drain")
  public long drain() {
    long taken = 0;
    int count = 0;
    while (count < 10) {
      if (drain.peek()) {
        taken = taken * 31 + drain.frame().ticks();
        drain.take();
        count++;
      } else if (drain.isStalled()) {
        Thread.onSpinWait();
      } else {
        break;
      }
    }
    return count == 0 ? NOTHING : taken;
  }

  @Operation(nonParallelGroup = "drain")
  public void release() {
    drain.release(drain.position());
  }

  /**
   * A half is full but for less than a frame when it is drained and given back, while writers go
   * on: whether they are refused shows if the rest of the half was claimed apart from their frames.
   */
  private static ExecutionScenario endOfHalfScenario() {
    return new ExecutionScenario(
        actors("abort", "release", "write", "release", "drain"),
        List.of(
            actors("drain", "release", "write"),
            actors("abort", "abort", "abort"),
            actors("abort", "write", "write")),
        actors("abort", "abort", "abort", "release", "write"),
        null);
  }

  private static List<Actor> actors(String... operations) {
    return Stream.of(operations).map(BufferLinearizabilityTest::actor).toList();
  }

  private static Actor actor(String operation) {
    try {
      return operation.equals("write")
          ? new Actor(BufferLinearizabilityTest.class.getMethod(operation, int.class), List.of(0))
          : new Actor(BufferLinearizabilityTest.class.getMethod(operation), List.of());
    } catch (NoSuchMethodException fault) {
      throw new AssertionError(fault);
    }
  }

  @Test
  void endOfHalfIsClaimedWithTheFrameBehindIt() {
    new StressOptions()
        .iterations(0)
        .invocationsPerIteration(100_000)
        .addCustomScenario(endOfHalfScenario())
        .check(BufferLinearizabilityTest.class);
  }

  @Test
  void resultsAreThoseOfSomeOrderUnderStress() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(30)
        .invocationsPerIteration(1_000)
        .check(BufferLinearizabilityTest.class);
  }

  /** Lincheck knows no handle of a byte buffer; each method named here is one access of memory. */
  @Test
  void resultsAreThoseOfSomeOrderInEveryInterleavingTried() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(20)
        .invocationsPerIteration(500)
        .addGuarantee(
            forClasses(MappedHalves.class.getName())
                .methods(
                    "positionOrClosed",
                    "advance",
                    "limit",
                    "publishLimit",
                    "released",
                    "markReleased",
                    "word",
                    "begin",
                    "publish",
                    "zero")
                .treatAsAtomic())
        .check(BufferLinearizabilityTest.class);
  }
}
