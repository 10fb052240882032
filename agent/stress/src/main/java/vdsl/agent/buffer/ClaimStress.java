package vdsl.agent.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two writers, of whom the half has room for one: no two frames overlap, and both are drained.
 * Results: the frames in their order, and what is left behind them.
 */
@JCStressTest
@State
@Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "first before second")
@Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "second before first")
@Outcome(expect = FORBIDDEN, desc = "a frame is torn, lost or doubled")
public class ClaimStress {
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  /** One frame fits, and what is left then is the least that has to be padded. */
  private static final int FROM =
      SmallBuffer.HALF_BYTES - SmallBuffer.FRAME_BYTES - FrameWord.ALIGNMENT;

  private final SmallBuffer buffer = new SmallBuffer(FROM);

  @Actor
  public void first() {
    var unused = buffer.write(FIRST);
  }

  @Actor
  public void second() {
    var unused = buffer.write(SECOND);
  }

  @Arbiter
  public void afterwards(III_Result result) {
    takeAll(buffer, result);
  }

  private static void takeAll(SmallBuffer buffer, III_Result result) {
    result.r1 = buffer.take();
    result.r2 = buffer.take();
    result.r3 = (int) (buffer.halves.position() - buffer.drain.position());
    buffer.free();
  }

  /** Planted: writers that do not look whether they moved the position. */
  @JCStressTest
  @State
  @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "first before second")
  @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "second before first")
  @Outcome(
      id = "(-1|1|2), 0, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the fault: both had the same place")
  @Outcome(expect = FORBIDDEN, desc = "not what was planted")
  public static class ClaimWithoutCompare {
    private final SmallBuffer buffer = new SmallBuffer(0);

    @Actor
    public void first() {
      write(FIRST);
    }

    @Actor
    public void second() {
      write(SECOND);
    }

    private void write(int mark) {
      long from = buffer.halves.position();
      SmallBuffer.dawdle();
      buffer.halves.advance(from, from + SmallBuffer.FRAME_BYTES);
      buffer.writeAt(from, mark);
    }

    @Arbiter
    public void afterwards(III_Result result) {
      takeAll(buffer, result);
    }
  }
}
