package vdsl.storage.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoreException;

/**
 * Makes and finds the files of partitions. Whatever has a partition's name is finished: a partition
 * is made under another name, synced, and renamed. Confined to the thread that commits.
 */
final class PartitionFiles {
  private final StoreDirectory directory;
  private final OpenPartitions siblings;

  PartitionFiles(StoreDirectory directory, OpenPartitions siblings) {
    this.directory = directory;
    this.siblings = siblings;
  }

  /**
   * Makes a partition that holds the cursors, and is the open one from then on.
   *
   * @throws StoreException if it could not be made; it may be there none the less, and must be made
   *     again before anything is committed elsewhere
   */
  Partition make(PartitionName name, Collection<NodeCursor> cursors) {
    Path unfinished = directory.unfinishedFile(name);
    Path finished = directory.file(name);
    try {
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(finished);
      DurableFiles.create(unfinished);
      try (PartitionDatabase database =
              PartitionDatabase.open(unfinished, PartitionDatabase.Access.WRITE, siblings.timer());
          Connection connection = database.connection()) {
        BlockTables.create(connection);
        connection.setAutoCommit(false);
        BlockTables.mergeCursors(connection, cursors);
        BlockTables.insertReady(connection, name);
        connection.commit();
        PartitionDatabase.sync(connection);
      }
      DurableFiles.moveDurably(unfinished, finished);
    } catch (IOException | SQLException failed) {
      throw new StoreException(
          "partition " + name + " cannot be made: " + failed.getMessage(), failed);
    }
    return new Partition(name, finished, PartitionDatabase.Access.WRITE, siblings);
  }

  /**
   * The partition that takes the commits.
   *
   * @throws StoreException if it is not a finished partition of this version
   */
  Partition openForWrites(PartitionName name) {
    Partition partition =
        new Partition(name, directory.file(name), PartitionDatabase.Access.WRITE, siblings);
    if (!partition.read(connection -> BlockTables.isReady(connection, name))) {
      partition.close();
      throw new StoreException("partition " + name + " is not a finished one of this version");
    }
    return partition;
  }

  /** The finished partitions with what they hold, oldest first, but for the open one. */
  List<PartitionView> closed(List<PartitionName> names) {
    List<PartitionView> closed = new ArrayList<>();
    for (PartitionName name : names) {
      Partition partition =
          new Partition(name, directory.file(name), PartitionDatabase.Access.READ, siblings);
      closed.add(new PartitionView(partition, summary(partition)));
    }
    return closed;
  }

  private PartitionSummary summary(Partition partition) {
    Optional<PartitionSummary> kept;
    try {
      kept =
          directory
              .readIfThere(directory.summaryFile(partition.name()))
              .flatMap(PartitionSummary::decode);
    } catch (IOException unreadable) {
      kept = Optional.empty();
    }
    if (kept.isPresent()) {
      return kept.get();
    }
    siblings.events().count(StoreEvents.Kind.SUMMARY_REBUILT);
    PartitionSummary made = partition.read(BlockTables::summary);
    keepSummary(partition.name(), made);
    return made;
  }

  /** Writes the summary of a partition that takes no more blocks. */
  void keepSummary(PartitionName name, PartitionSummary summary) {
    try {
      DurableFiles.replace(directory.summaryFile(name), summary.encode());
    } catch (IOException failed) {
      throw new StoreException(
          "summary of partition " + name + " cannot be written: " + failed.getMessage(), failed);
    }
  }
}
