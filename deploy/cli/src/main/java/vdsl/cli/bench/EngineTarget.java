package vdsl.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vdsl.storage.query.QueryEngine;
import vdsl.storage.query.QueryParameters;
import vdsl.storage.query.RecordFormat;
import vdsl.storage.query.RecordPrinter;
import vdsl.storage.query.RecordStream;
import vdsl.storage.spi.BlockStore;
import vdsl.time.WallClock;

/** The query engine in this process, its answers printed to nowhere. */
record EngineTarget(BlockStore store, WallClock clock) implements QueryTarget {
  @Override
  public long ask(Map<String, String> parameters) throws IOException {
    Map<String, List<String>> lists =
        parameters.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    RecordPrinter printer = RecordFormat.JSONL.printer(OutputStream.nullOutputStream());
    long count = 0;
    try (RecordStream records =
        new QueryEngine(store).run(QueryParameters.parse(lists, clock.nowNs()))) {
      while (records.hasNext()) {
        printer.print(records.next());
        count++;
      }
    }
    printer.flush();
    return count;
  }
}
