package vdsl.agent.capture;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vdsl.record.Severity;

/**
 * What a log call does when the buffer is full: key {@code buffer.full}. It waits a bounded time
 * and then gives up; records below a level give up at once. Whatever is given up is counted and
 * reported by a LOSS record. Once a wait was in vain, no call waits until the drain has got on: a
 * service with a stuck disk is slowed down once and not at every call.
 *
 * @param waitNs longest wait of a call, in nanoseconds
 * @param rejectBelow records below this level never wait
 */
public record FullPolicy(long waitNs, Severity rejectBelow) {
  /** A drain that lives makes room within milliseconds. */
  public static final long WAIT_NS_DEFAULT = 100_000_000L;

  /** No caller waits longer than a person would. */
  public static final long WAIT_NS_MAX = 60_000_000_000L;

  /** {@code block(100ms)}: every level waits. */
  public static final FullPolicy DEFAULT = new FullPolicy(WAIT_NS_DEFAULT, Severity.TRACE);

  private static final Pattern BLOCK = Pattern.compile("block(?:\\((\\d{1,9})(ms|s)\\))?");
  private static final Pattern REJECT = Pattern.compile("reject-below\\((\\w{1,16})\\)");

  public FullPolicy {
    if (waitNs < 0 || waitNs > WAIT_NS_MAX) {
      throw new IllegalArgumentException(
          "buffer.full waits " + waitNs + " ns, not in 0.." + WAIT_NS_MAX);
    }
  }

  /**
   * Reads {@code block(100ms)}, {@code block} or {@code reject-below(WARN)}; the latter waits as by
   * default from that level on.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static FullPolicy parse(String text) {
    Matcher block = BLOCK.matcher(text);
    if (block.matches()) {
      return block.group(1) == null
          ? DEFAULT
          : new FullPolicy(
              unit(block.group(2)).toNanos(Long.parseLong(block.group(1))), Severity.TRACE);
    }
    Matcher reject = REJECT.matcher(text);
    if (reject.matches()) {
      return new FullPolicy(WAIT_NS_DEFAULT, Severity.parse(reject.group(1)));
    }
    throw new IllegalArgumentException(
        "buffer.full \"" + text + "\" is not block, block(100ms) or reject-below(LEVEL)");
  }

  private static TimeUnit unit(String name) {
    return name.equals("s") ? TimeUnit.SECONDS : TimeUnit.MILLISECONDS;
  }
}
