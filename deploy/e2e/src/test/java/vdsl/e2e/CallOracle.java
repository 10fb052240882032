package vdsl.e2e;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vdsl.e2e.CallJournal.Outcome;

/**
 * Compares what the producers' own journals say with what is stored: returned is contained in
 * stored, and stored in intended, each call once, whole, and in the order of its thread. Told the
 * stored records of one node in the order of their Ids, all of them. Confined to one thread.
 */
final class CallOracle {
  /** What can be wrong. */
  enum Fault {
    /** A call returned and its record is not there. */
    LOST,
    /** A record is there twice. */
    DOUBLED,
    /** A record is not what was logged. */
    TORN,
    /** A record that nobody meant to log, or that was given up. */
    FOREIGN,
    /** A record of a thread stands before an earlier one of it. */
    ORDER,
    /** An Id is missing, or there is one too many. */
    IDS,
    /** The platform tells of losses that the producers do not know of, or fewer than they do. */
    LOSS
  }

  /**
   * What was found.
   *
   * @param lossesTold records that LOSS records tell of
   * @param faults how many of each kind; only those that occurred
   * @param examples the first faults, in words
   */
  record Verdict(
      long intended,
      long returned,
      long rejected,
      long stored,
      long lossesTold,
      Map<Fault, Long> faults,
      List<String> examples) {
    boolean isClean() {
      return faults.isEmpty();
    }

    long count(Fault fault) {
      return faults.getOrDefault(fault, 0L);
    }

    @Override
    public String toString() {
      return String.format(
          "intended %,d, returned %,d, rejected %,d, stored %,d, losses told %,d, lost %,d, doubled"
              + " %,d%s",
          intended,
          returned,
          rejected,
          stored,
          lossesTold,
          count(Fault.LOST),
          count(Fault.DOUBLED),
          isClean() ? "" : ", faults " + faults + ", as " + examples);
    }
  }

  private static final String LOSS_TYPE = "LOSS";
  private static final String CLOCK_TYPE = "CLOCK";
  private static final String REJECTED_CAUSE = "full or closed";
  private static final int EXAMPLES_MAX = 10;
  private static final int HEX_RADIX = 16;

  private final Map<Long, Life> lives = new HashMap<>();
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final List<String> examples = new ArrayList<>();
  private long latestId;
  private long stored;
  private long rejectionsTold;
  private long otherLossesTold;

  /** What is stored of one life so far, per thread. */
  private static final class Life {
    final CallJournal journal;
    final List<BitSet> seen = new ArrayList<>();

    Life(CallJournal journal) {
      this.journal = journal;
      for (int thread = 0; thread < journal.threadCount(); thread++) {
        seen.add(new BitSet());
      }
    }
  }

  CallOracle(List<CallJournal> journals) {
    journals.forEach(journal -> lives.put(journal.life(), new Life(journal)));
  }

  /** Takes the next record of the node. */
  void accept(StoredRecord record) {
    if (record.id() != latestId + 1) {
      fault(Fault.IDS, "Id " + record.id() + " after " + latestId);
    }
    latestId = record.id();
    if (record.type().equals(LOSS_TYPE)) {
      loss(record);
      return;
    }
    if (record.type().equals(CLOCK_TYPE)) {
      return;
    }
    stored++;
    Optional<Life> life = life(record);
    int thread = (int) record.number(LoggedCall.THREAD_KEY);
    int sequence = (int) record.number(LoggedCall.SEQUENCE_KEY);
    Outcome outcome =
        life.map(known -> known.journal.outcome(thread, sequence)).orElse(Outcome.NONE);
    if (life.isEmpty() || outcome == Outcome.NONE || outcome == Outcome.REJECTED) {
      fault(Fault.FOREIGN, "Id " + record.id() + ", call " + outcome + ": " + start(record));
      return;
    }
    place(record, life.get().seen.get(thread), sequence);
    compare(record, new LoggedCall(life.get().journal.life(), thread, sequence));
  }

  private Optional<Life> life(StoredRecord record) {
    try {
      long number = Long.parseUnsignedLong(record.attribute(LoggedCall.LIFE_KEY), HEX_RADIX);
      return Optional.ofNullable(lives.get(number));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }

  private void place(StoredRecord record, BitSet seen, int sequence) {
    if (seen.get(sequence)) {
      fault(Fault.DOUBLED, "Id " + record.id() + ": " + start(record));
    } else if (seen.length() > sequence) {
      fault(Fault.ORDER, "Id " + record.id() + " after a later one: " + start(record));
    }
    seen.set(sequence);
  }

  private void compare(StoredRecord record, LoggedCall call) {
    String extra = record.attribute(LoggedCall.EXTRA_KEY);
    String message = record.attribute(LoggedCall.MESSAGE_KEY);
    boolean isWhole =
        record.number(LoggedCall.HASH_KEY) == LoggedCall.hash(record.text(), extra, message)
            && record.text().equals(call.text())
            && extra.equals(call.extra())
            && message.equals(call.message());
    if (!isWhole) {
      fault(Fault.TORN, "Id " + record.id() + ", " + call + ": " + start(record));
    }
  }

  private void loss(StoredRecord record) {
    long count = record.number("count");
    if (record.attribute("cause").contains(REJECTED_CAUSE)) {
      rejectionsTold += count;
    } else {
      otherLossesTold += count;
      fault(Fault.LOSS, "Id " + record.id() + ": " + record.text());
    }
  }

  private static String start(StoredRecord record) {
    String text = record.text();
    return text.substring(0, Math.min(80, text.length()));
  }

  private void fault(Fault fault, String example) {
    faults.merge(fault, 1L, Long::sum);
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(fault + " " + example);
    }
  }

  /** Says what is wrong when all records were told; to be asked once. */
  Verdict verdict() {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Life life : lives.values()) {
      for (int thread = 0; thread < life.journal.threadCount(); thread++) {
        count(life, thread, outcomes);
      }
    }
    long rejected = outcomes.getOrDefault(Outcome.REJECTED, 0L);
    long returned = outcomes.getOrDefault(Outcome.RETURNED, 0L);
    long open = outcomes.getOrDefault(Outcome.INTENDED, 0L);
    if (rejectionsTold < rejected || rejectionsTold > rejected + open) {
      fault(Fault.LOSS, rejectionsTold + " rejections told, " + rejected + " known");
    }
    return new Verdict(
        returned + rejected + open,
        returned,
        rejected,
        stored,
        rejectionsTold + otherLossesTold,
        Map.copyOf(faults),
        List.copyOf(examples));
  }

  private void count(Life life, int thread, Map<Outcome, Long> outcomes) {
    for (int sequence = 0; sequence < life.journal.capacity(); sequence++) {
      Outcome outcome = life.journal.outcome(thread, sequence);
      if (outcome == Outcome.NONE) {
        return;
      }
      outcomes.merge(outcome, 1L, Long::sum);
      if (outcome == Outcome.RETURNED && !life.seen.get(thread).get(sequence)) {
        fault(Fault.LOST, new LoggedCall(life.journal.life(), thread, sequence).toString());
      }
    }
  }
}
