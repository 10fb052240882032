package vdsl.cli.demo;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what the services' own journals say of their log calls with what is stored: each call
 * that returned once, one that was cut short at most once, and nothing else. Confined to one
 * thread.
 */
final class CallCheck {
  /** As much as a report has room for. */
  private static final int EXAMPLES_MAX = 3;

  private final Map<LoggedCalls.Caller, Calls> callers = new HashMap<>();
  private final List<String> examples = new ArrayList<>();
  private long stored;
  private long doubled;
  private long foreign;

  private record Calls(LoggedCalls logged, BitSet stored) {}

  /**
   * What was found.
   *
   * @param returned log calls that came back
   * @param cutShort log calls that were begun, and whose process was killed before they came back
   * @param stored records, without those of no service
   * @param lost calls that came back and have no record
   * @param doubled records of a call that had one already
   * @param foreign records of calls that were never made
   * @param examples the first of what is wrong, in words
   */
  record Verdict(
      long returned,
      long cutShort,
      long stored,
      long lost,
      long doubled,
      long foreign,
      List<String> examples) {
    boolean isClean() {
      return lost == 0 && doubled == 0 && foreign == 0;
    }
  }

  CallCheck(List<LoggedCalls> journals) {
    for (LoggedCalls logged : journals) {
      callers.put(logged.caller(), new Calls(logged, new BitSet()));
    }
  }

  /** Takes a stored record. */
  void accept(StoredRecord record) {
    if (record.n() == 0) {
      return;
    }
    stored++;
    Optional<Calls> calls = Optional.ofNullable(callers.get(record.caller()));
    if (calls.isEmpty() || record.n() > calls.get().logged().begun()) {
      foreign++;
      example("never logged: " + described(record));
    } else if (calls.get().stored().get((int) record.n())) {
      doubled++;
      example("doubled: " + described(record));
    } else {
      calls.get().stored().set((int) record.n());
    }
  }

  private static String described(StoredRecord record) {
    return "Id " + record.place().id() + ", call " + record.n() + " of " + record.caller();
  }

  /** Says what is wrong when all records were taken; to be asked once. */
  Verdict verdict() {
    long returned = 0;
    long begun = 0;
    long lost = 0;
    for (Calls calls : callers.values()) {
      returned += calls.logged().returned();
      begun += calls.logged().begun();
      for (int n = 1; n <= calls.logged().returned(); n++) {
        if (!calls.stored().get(n)) {
          lost++;
          example("lost: call " + n + " of " + calls.logged().caller());
        }
      }
    }
    return new Verdict(
        returned, begun - returned, stored, lost, doubled, foreign, List.copyOf(examples));
  }

  private void example(String words) {
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(words);
    }
  }
}
