package vdsl.agent.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A writer at the limit against the drain that releases both halves: it is refused, or gets a place
 * in a half that is zero to its end and stays its own. Results: 0 refused, 1 zero, 2 not zero; the
 * frame that is drained afterwards.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "full")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "a zeroed place, drained whole")
@Outcome(expect = FORBIDDEN, desc = "a place that was not zeroed, or zeroed too late")
public class ReleaseStress {
  private static final int MARK = 1;

  private final SmallBuffer buffer = SmallBuffer.drained();

  @Actor
  public void writer(II_Result result) {
    result.r1 = writeSoon(buffer);
  }

  @Actor
  public void drain() {
    buffer.drain.release(buffer.drain.position());
  }

  @Arbiter
  public void afterwards(II_Result result) {
    result.r2 = buffer.take();
    buffer.free();
  }

  private static int writeSoon(SmallBuffer buffer) {
    int payload = DoubleBuffer.FULL;
    for (int look = 0; look < SmallBuffer.LOOKS && payload == DoubleBuffer.FULL; look++) {
      payload = buffer.claim(MARK);
    }
    if (payload < 0) {
      return payload == DoubleBuffer.FULL ? 0 : payload;
    }
    boolean isZero = buffer.isZeroFrom(payload);
    buffer.fill(payload, MARK);
    buffer.claims.commit(payload);
    return isZero ? 1 : 2;
  }

  /** Planted: a drain that moves the limit before it has zeroed the half. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "full")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "zeroed just in time")
  @Outcome(
      id = {"1, 0", "1, -1", "2, -?\\d"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the fault: not zeroed, or zeroed when it was written to")
  @Outcome(expect = FORBIDDEN, desc = "not what was planted")
  public static class ReleaseBeforeZero {
    private final SmallBuffer buffer = SmallBuffer.drained();

    @Actor
    public void writer(II_Result result) {
      result.r1 = writeSoon(buffer);
    }

    @Actor
    public void drain() {
      MappedHalves halves = buffer.halves;
      halves.markReleased(SmallBuffer.HALF_BYTES);
      halves.publishLimit(3 * SmallBuffer.HALF_BYTES);
      SmallBuffer.dawdle();
      halves.zero(0, SmallBuffer.HALF_BYTES);
    }

    @Arbiter
    public void afterwards(II_Result result) {
      result.r2 = buffer.take();
      buffer.free();
    }
  }
}
