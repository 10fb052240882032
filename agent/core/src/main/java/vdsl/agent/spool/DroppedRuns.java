package vdsl.agent.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBody;
import vdsl.block.BlockFormatException;
import vdsl.block.BlockKind;
import vdsl.block.Tombstone;
import vdsl.record.Severity;

/**
 * Joins blocks that are given up into at most two runs, and reads what their tombstones say of them
 * while they are still there. Blocks that were sent make a run of their own: the collector may turn
 * out to have a part of them, and of the rest nobody knows the levels any more. Confined to one
 * thread.
 */
final class DroppedRuns {
  private static final String REASON = "given up by the node because its spool was full";

  private final Segments segments;
  private final StatusLog status;

  DroppedRuns(Segments segments, StatusLog status) {
    this.segments = segments;
    this.status = status;
  }

  /**
   * The runs that take the place of blocks.
   *
   * @param givenUp the first blocks of the spool, at least one; earlier runs may be among them
   * @param sentSequence the last block that may have been sent
   */
  List<SpooledBlock.Lost> cover(List<SpooledBlock> givenUp, long sentSequence) {
    int sentCount = 0;
    while (sentCount < givenUp.size() && givenUp.get(sentCount).sequence() <= sentSequence) {
      sentCount++;
    }
    List<SpooledBlock.Lost> runs = new ArrayList<>();
    for (List<SpooledBlock> part :
        List.of(givenUp.subList(0, sentCount), givenUp.subList(sentCount, givenUp.size()))) {
      if (!part.isEmpty()) {
        runs.add(run(part));
      }
    }
    return runs;
  }

  /** Counts and reports blocks that were given up; those of earlier runs were. */
  void count(List<SpooledBlock> givenUp) {
    long records = 0;
    for (SpooledBlock block : givenUp) {
      boolean isCounted = block instanceof SpooledBlock.Lost lost && lost.isDropped();
      records += isCounted ? 0 : block.recordCount();
    }
    status.count(StatusEvent.RECORDS_DROPPED, records);
    SpooledBlock last = givenUp.get(givenUp.size() - 1);
    status.report(
        StatusEvent.SPOOL_DROPPED,
        records + " records up to block " + last.sequence() + " given up: spool full");
  }

  private SpooledBlock.Lost run(List<SpooledBlock> blocks) {
    Sum sum = new Sum();
    for (SpooledBlock block : blocks) {
      if (block instanceof SpooledBlock.Lost lost) {
        sum.add(lost.tombstone());
      } else {
        addBody(sum, block);
      }
    }
    SpooledBlock last = blocks.get(blocks.size() - 1);
    return SpooledBlock.Lost.of(
        last.sequence(), blocks.get(0).firstRecord(), last.endRecord(), sum.tombstone());
  }

  /** A block that cannot be read is given up all the same; its levels stay unknown. */
  private void addBody(Sum sum, SpooledBlock block) {
    try {
      SpooledBody body = segments.read(block);
      if (body.kind() == BlockKind.RECORDS) {
        sum.add(BlockBody.parse(body.bytes()));
        return;
      }
    } catch (IOException | BlockFormatException unreadable) {
      status.report(
          StatusEvent.SPOOL_READ_FAILED,
          "block " + block.sequence() + ", to be given up: " + unreadable);
    }
    sum.add(block.tombstone());
  }

  /** What is known of several blocks together. */
  private static final class Sum {
    private final SortedMap<Severity, Long> levelCounts = new TreeMap<>();
    private long fromNs = Long.MAX_VALUE;
    private long toNs = Long.MIN_VALUE;

    void add(Tombstone tombstone) {
      tombstone.levelCounts().forEach(this::addLevel);
      addTimes(tombstone.fromNs(), tombstone.toNs());
    }

    void add(BlockBody body) {
      body.levelCounts().forEach((level, count) -> addLevel(level, count));
      long wallOfTicksNs = body.anchor().wallNs() - body.anchor().ticks();
      addTimes(wallOfTicksNs + body.minTicks(), wallOfTicksNs + body.maxTicks());
    }

    private void addLevel(Severity level, long count) {
      levelCounts.merge(level, count, Long::sum);
    }

    /** Either may be the earlier one: ticks that lie far from their anchor overflow. */
    private void addTimes(long oneNs, long otherNs) {
      fromNs = Math.min(fromNs, Math.min(oneNs, otherNs));
      toNs = Math.max(toNs, Math.max(oneNs, otherNs));
    }

    Tombstone tombstone() {
      return new Tombstone(Tombstone.Cause.DROPPED, fromNs, toNs, levelCounts, REASON);
    }
  }
}
