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
 * A writer that has to pad the half first, against closing: a claim is refused, or its frame is
 * before the final position. Results: 1 if the claim succeeded; the frame that is drained; bytes
 * between the final position and the end of what was drained.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "closed before the claim")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "closed after it")
@Outcome(expect = FORBIDDEN, desc = "a claim beyond the end, or nothing where one was made")
public class CloseStress {
  private static final int MARK = 1;

  /** The least that has to be padded is left of the half. */
  private static final int FROM = SmallBuffer.HALF_BYTES - FrameWord.ALIGNMENT;

  private final SmallBuffer buffer = new SmallBuffer(FROM);
  private long end;

  @Actor
  public void writer(III_Result result) {
    result.r1 = writeUnlessClosed(buffer);
  }

  @Actor
  public void closer() {
    end = buffer.halves.closePosition();
  }

  @Arbiter
  public void afterwards(III_Result result) {
    takeAll(buffer, end, result);
  }

  private static int writeUnlessClosed(SmallBuffer buffer) {
    int payload = buffer.write(MARK);
    return payload >= 0 ? 1 : payload == DoubleBuffer.CLOSED ? 0 : payload;
  }

  private static void takeAll(SmallBuffer buffer, long end, III_Result result) {
    result.r2 = buffer.take();
    result.r3 = (int) (buffer.drain.position() - end);
    buffer.free();
  }

  /** Planted: an end that is read before the position is closed. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "closed before the claim")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "closed after it")
  @Outcome(
      id = {"0, 0, [1-9]\\d*", "1, 1, [1-9]\\d*"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the fault: a claim beyond the end")
  @Outcome(expect = FORBIDDEN, desc = "not what was planted")
  public static class EndBeforeClose {
    private final SmallBuffer buffer = new SmallBuffer(FROM);
    private long end;

    @Actor
    public void writer(III_Result result) {
      result.r1 = writeUnlessClosed(buffer);
    }

    @Actor
    public void closer() {
      end = buffer.halves.position();
      SmallBuffer.dawdle();
      buffer.halves.closePosition();
    }

    @Arbiter
    public void afterwards(III_Result result) {
      takeAll(buffer, end, result);
    }
  }
}
