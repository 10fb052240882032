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
 * A writer against a look at its memory: a frame's first word is there before anything else of it.
 * So a writer that is killed leaves zeros, or a word that tells the frame's length. Results: 1 if
 * something behind the first word was seen; 1 if the first word was, looked at after that.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "begun")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "begun and written to")
@Outcome(expect = FORBIDDEN, desc = "written to before it was begun")
public class BeginStress {
  private static final int OFFSET = MappedHalves.DATA_OFFSET;
  private static final int PAYLOAD_OFFSET = OFFSET + FrameWord.HEADER_BYTES;
  private static final int MARK = 1;

  private final SmallBuffer buffer = new SmallBuffer(0);

  @Actor
  public void writer() {
    buffer.fill(buffer.claim(MARK), MARK);
  }

  @Actor
  public void look(II_Result result) {
    lookAt(buffer, result);
  }

  @Arbiter
  public void afterwards() {
    buffer.free();
  }

  private static void lookAt(SmallBuffer buffer, II_Result result) {
    long written = 0;
    for (int look = 0; look < SmallBuffer.LOOKS && written == 0; look++) {
      for (int at = FrameWord.TICKS_OFFSET; at < SmallBuffer.FRAME_BYTES; at += Long.BYTES) {
        written |= buffer.halves.word(OFFSET + at);
      }
    }
    long word = buffer.halves.word(OFFSET);
    result.r1 = written == 0 ? 0 : 1;
    result.r2 = word == 0 ? 0 : word == begun() ? 1 : -1;
  }

  private static long begun() {
    return FrameWord.of(-SmallBuffer.FRAME_BYTES, SmallBuffer.KIND, 0, 0);
  }

  /** Planted: a writer that begins the frame when it has written the payload. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing yet")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "begun just after the look at the payload")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen too late to tell")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "the fault: not begun")
  @Outcome(expect = FORBIDDEN, desc = "not what was planted")
  public static class BeginAfterPayload {
    private final SmallBuffer buffer = new SmallBuffer(0);

    @Actor
    public void writer() {
      buffer.fill(PAYLOAD_OFFSET, MARK);
      SmallBuffer.dawdle();
      buffer.halves.begin(OFFSET, begun());
    }

    @Actor
    public void look(II_Result result) {
      lookAt(buffer, result);
    }

    @Arbiter
    public void afterwards() {
      buffer.free();
    }
  }
}
