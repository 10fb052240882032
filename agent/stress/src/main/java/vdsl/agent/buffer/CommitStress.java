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
 * A writer against the drain: whoever sees a frame committed sees all of it. Results: what the
 * drain takes meanwhile, and afterwards.
 */
@JCStressTest
@State
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "committed after the drain looked")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken whole, once")
@Outcome(expect = FORBIDDEN, desc = "torn, doubled or lost")
public class CommitStress {
  private static final int MARK = 1;

  private final SmallBuffer buffer = new SmallBuffer(0);

  @Actor
  public void writer() {
    var unused = buffer.write(MARK);
  }

  @Actor
  public void drain(II_Result result) {
    result.r1 = buffer.takeSoon();
  }

  @Arbiter
  public void afterwards(II_Result result) {
    result.r2 = buffer.take();
    buffer.free();
  }

  /** Planted: a writer that commits before it has written the payload. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "committed after the drain looked")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken whole by luck")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE_INTERESTING, desc = "the fault: torn")
  @Outcome(expect = FORBIDDEN, desc = "not what was planted")
  public static class CommitBeforePayload {
    private final SmallBuffer buffer = new SmallBuffer(0);

    @Actor
    public void writer() {
      int payload = buffer.claim(MARK);
      buffer.claims.commit(payload);
      SmallBuffer.dawdle();
      buffer.fill(payload, MARK);
    }

    @Actor
    public void drain(II_Result result) {
      result.r1 = buffer.takeSoon();
    }

    @Arbiter
    public void afterwards(II_Result result) {
      result.r2 = buffer.take();
      buffer.free();
    }
  }
}
