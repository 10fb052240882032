package vdsl.agent.transport;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Positions of one buffer and the blocks that hold everything before them, in order. Confined to
 * one thread.
 */
final class Marks {
  /** Beyond that the newest is moved on instead: a position is then told late, never early. */
  private static final int COUNT_MAX = 4_096;

  private record Mark(long sequence, long position) {}

  private final Deque<Mark> marks = new ArrayDeque<>();
  private long reached;

  /** Everything before a position is in the blocks up to a sequence. */
  void add(long sequence, long position) {
    if (!marks.isEmpty() && (marks.getLast().position() == position || marks.size() == COUNT_MAX)) {
      Mark last = marks.removeLast();
      if (last.position() == position) {
        marks.addLast(last);
        return;
      }
    }
    marks.addLast(new Mark(sequence, position));
  }

  /** The position that everything is before which is in the blocks up to a sequence. */
  long reachedBy(long sequence) {
    while (!marks.isEmpty() && marks.getFirst().sequence() <= sequence) {
      reached = marks.removeFirst().position();
    }
    return reached;
  }
}
