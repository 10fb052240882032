package vdsl.cli.bench;

import java.io.IOException;
import java.util.Map;

/** Something that answers queries. Confined to one thread. */
@FunctionalInterface
interface QueryTarget {
  /**
   * Reads the whole answer, one JSON object per record.
   *
   * @param parameters as the flags of {@code vdsl query}
   * @return number of records
   */
  long ask(Map<String, String> parameters) throws IOException, InterruptedException;
}
