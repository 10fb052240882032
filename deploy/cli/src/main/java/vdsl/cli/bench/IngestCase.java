package vdsl.cli.bench;

import java.io.IOException;
import java.util.List;

/** One way of records to the store, measured round by round. Confined to one thread. */
interface IngestCase {
  /** Makes what the rounds need, and warms the collector up. */
  void prepare() throws IOException, InterruptedException;

  /** Measures once. */
  Round round(int number) throws IOException, InterruptedException;

  /**
   * What one round gave.
   *
   * @param figures those of the whole, too
   * @param texts of records, for the baseline
   */
  record Round(Ingested whole, List<Figure> figures, List<byte[]> texts) {}

  /**
   * How much to ingest.
   *
   * @param records in each round
   * @param warmUp before
   * @param rows of the baseline
   */
  record Counts(long records, long warmUp, int rows) {}
}
