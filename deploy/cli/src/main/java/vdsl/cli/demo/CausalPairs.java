package vdsl.cli.demo;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import vdsl.cli.demo.StoredRecord.Step;

/**
 * Counts how often two records whose true order is known stand in the wrong one: a call is sent
 * before it is received, and answered before its answer is there. Confined to one thread.
 */
final class CausalPairs {
  /** Numbers of one thread after the other: within those of the first one. */
  private static final int TYPICAL_DIVISOR = 4;

  private static final Comparator<Moment> BY_CLUSTER_TIME = order(Moment::time);
  private static final Comparator<Moment> BY_OWN_TIME = order(Moment::ownTime);

  /** Calls in progress, of all requests, as far as they are stored. */
  private final SortedMap<Call, Map<Step.Kind, Moment>> calls = new TreeMap<>();

  /** What counts of a record. */
  private record Moment(StoredRecord.Place place, Instant time, Instant ownTime) {}

  private record Call(long request, int hop) implements Comparable<Call> {
    private static final Comparator<Call> ORDER =
        Comparator.comparingLong(Call::request).thenComparingInt(Call::hop);

    @Override
    public int compareTo(Call other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What was found.
   *
   * @param pairs of which both records are stored
   * @param wrongByOwnTime in the wrong order by what the nodes' own clocks said
   * @param wrongByClusterTime in the wrong order as the collector returns them
   */
  record Count(long pairs, long wrongByOwnTime, long wrongByClusterTime) {}

  /** Equal times are told apart as the collector does. */
  private static Comparator<Moment> order(Function<Moment, Instant> time) {
    return Comparator.comparing(time)
        .thenComparing(moment -> moment.place().node())
        .thenComparing(moment -> moment.place().id());
  }

  /** Takes a stored record. */
  void accept(StoredRecord record) {
    if (record.step().isPresent() && record.ownTime().isPresent()) {
      Step step = record.step().get();
      calls
          .computeIfAbsent(
              new Call(step.request(), step.hop()), call -> new EnumMap<>(Step.Kind.class))
          .put(step.kind(), new Moment(record.place(), record.time(), record.ownTime().get()));
    }
  }

  Count count() {
    long pairs = 0;
    long wrongByOwnTime = 0;
    long wrongByClusterTime = 0;
    for (Map<Step.Kind, Moment> steps : calls.values()) {
      for (Step.Kind first : new Step.Kind[] {Step.Kind.SEND, Step.Kind.ANSWER}) {
        Step.Kind second = first == Step.Kind.SEND ? Step.Kind.RECEIVE : Step.Kind.RETURN;
        if (steps.containsKey(first) && steps.containsKey(second)) {
          pairs++;
          wrongByOwnTime += isWrong(steps, first, second, BY_OWN_TIME) ? 1 : 0;
          wrongByClusterTime += isWrong(steps, first, second, BY_CLUSTER_TIME) ? 1 : 0;
        }
      }
    }
    return new Count(pairs, wrongByOwnTime, wrongByClusterTime);
  }

  private static boolean isWrong(
      Map<Step.Kind, Moment> steps, Step.Kind first, Step.Kind second, Comparator<Moment> order) {
    return order.compare(
            Optional.ofNullable(steps.get(first)).orElseThrow(),
            Optional.ofNullable(steps.get(second)).orElseThrow())
        > 0;
  }

  /** A request in the middle of the run whose calls are stored from beginning to end. */
  Optional<Long> typicalRequest() {
    long[] complete =
        calls.entrySet().stream()
            .filter(call -> call.getValue().size() == Step.Kind.values().length)
            .mapToLong(call -> call.getKey().request())
            .distinct()
            .filter(this::isComplete)
            .toArray();
    return complete.length == 0
        ? Optional.empty()
        : Optional.of(complete[complete.length / TYPICAL_DIVISOR]);
  }

  private boolean isComplete(long request) {
    return calls.subMap(new Call(request, 0), new Call(request + 1, 0)).values().stream()
        .allMatch(steps -> steps.size() == Step.Kind.values().length);
  }
}
