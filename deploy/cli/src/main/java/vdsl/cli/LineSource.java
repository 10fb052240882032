package vdsl.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.transport.RecordSource;
import vdsl.block.BlockBuilder;

/**
 * The lines of several inputs, one input after the other, at most so many a second. Confined to the
 * transport thread, but for {@link #failure} which any thread may read.
 */
final class LineSource implements RecordSource {
  private final List<LineReader> readers;
  private final RateLimit rate;
  private final Set<LineReader> contributing = new LinkedHashSet<>();
  private int current;
  private volatile Optional<IOException> failure = Optional.empty();

  LineSource(List<LineReader> readers, RateLimit rate) {
    this.readers = List.copyOf(readers);
    this.rate = rate;
  }

  @Override
  public int drainTo(BlockBuilder block) {
    int drained = 0;
    int idle = 0;
    while (idle < readers.size() && !block.isFull() && rate.available() > 0) {
      int added = drainCurrent(block);
      rate.take(added);
      drained += added;
      if (added == 0) {
        idle++;
        current = (current + 1) % readers.size();
      } else {
        contributing.add(readers.get(current));
        idle = 0;
      }
    }
    return drained;
  }

  private int drainCurrent(BlockBuilder block) {
    LineReader reader = readers.get(current);
    int before = block.recordCount();
    try {
      return failure.isPresent() ? 0 : reader.drainTo(block, rate.available());
    } catch (IOException broken) {
      failure = Optional.of(broken);
      return block.recordCount() - before;
    }
  }

  @Override
  public List<SourcePosition> positions() {
    List<SourcePosition> positions = new ArrayList<>();
    for (LineReader reader : contributing) {
      reader.position().ifPresent(positions::add);
    }
    contributing.clear();
    return positions;
  }

  /** What stopped the reading, if an input broke: what was read before is shipped. */
  Optional<IOException> failure() {
    return failure;
  }

  /** Closes the inputs. */
  @Override
  public void close() {
    for (LineReader reader : readers) {
      try {
        reader.close();
      } catch (IOException failed) {
        failure = Optional.of(failed);
      }
    }
  }

  @Override
  public boolean isExhausted() {
    return failure.isPresent() || readers.stream().allMatch(LineReader::isEnded);
  }
}
