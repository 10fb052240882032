package vdsl.cli.bench;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A query whose answer is known.
 *
 * @param parameters as the flags of {@code vdsl query}
 * @param recordCount records in the right answer
 */
record Question(Map<String, String> parameters, long recordCount) {
  private static final long RANGE_RECORDS = 1_000;
  private static final long NEWEST_RECORDS = 100;
  private static final String ABSENT_TOKEN = "absentbird";
  private static final String ABSENT_TEXT = "no such text";

  /** 1000 records of one node by a range of Ids, or all it has if they are fewer. */
  static Question idRange(SampleStore store, SplittableRandom random) {
    long count = Math.min(RANGE_RECORDS, store.recordsPerNode());
    long first = 1 + random.nextLong(store.recordsPerNode() - count + 1);
    String node = SampleStore.nodeName(random.nextInt(store.nodes()));
    return new Question(Map.of("node", node, "ids", first + ".." + (first + count - 1)), count);
  }

  /** The newest records of all nodes, merged. */
  static Question newest(SampleStore store) {
    long count = Math.min(NEWEST_RECORDS, store.records());
    return new Question(Map.of("order", "desc", "limit", Long.toString(count)), count);
  }

  static Question rareToken(SampleStore store) {
    return new Question(
        Map.of("text", SampleStore.RARE_TOKEN), Math.min(SampleStore.RARE_COUNT, store.records()));
  }

  static Question absentToken() {
    return new Question(Map.of("text", ABSENT_TOKEN), 0);
  }

  /** A substring that no token filter can tell of: every text is looked at. */
  static Question absentText() {
    return new Question(Map.of("contains", ABSENT_TEXT), 0);
  }

  /** Every record in cluster-time order. */
  static Question everything(SampleStore store) {
    return new Question(Map.of("order", "asc"), store.records());
  }

  /** Asks, and makes sure that the answer is right. */
  void ask(QueryTarget target) throws IOException, InterruptedException {
    long answered = target.ask(parameters);
    if (answered != recordCount) {
      throw new BenchException(
          "query " + parameters + " gave " + answered + " records, not " + recordCount);
    }
  }
}
