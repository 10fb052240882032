package vdsl.storage.jdbc;

import java.time.LocalDate;
import java.util.List;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoreException;

/**
 * A data directory that is locked, cleaned and read: what a store starts from.
 *
 * @param files makes further partitions
 * @param view all partitions
 * @param survived what the open partition holds
 */
record OpenedFiles(
    StoreDirectory directory,
    OpenPartitions siblings,
    PartitionFiles files,
    StoreView view,
    SurvivingState survived) {
  private static final long FIRST_NUMBER = 1;

  static OpenedFiles open(H2StoreConfig config, LocalDate today, StoreEvents events) {
    StoreDirectory directory = StoreDirectory.open(config.directory());
    OpenPartitions siblings = new OpenPartitions(config.openPartitionCountMax(), events);
    try {
      events.count(StoreEvents.Kind.LEFTOVER_REMOVED, directory.removeLeftovers());
      return read(directory, siblings, today);
    } catch (StoreException failed) {
      siblings.close();
      directory.close();
      throw failed instanceof StoreException.Unusable
          ? failed
          : new StoreException.Unusable(
              "data directory " + config.directory() + " cannot be used: " + failed.getMessage(),
              failed);
    }
  }

  private static OpenedFiles read(
      StoreDirectory directory, OpenPartitions siblings, LocalDate today) {
    PartitionFiles files = new PartitionFiles(directory, siblings);
    List<PartitionName> names = directory.partitions();
    if (names.isEmpty()) {
      files.make(new PartitionName(FIRST_NUMBER, today), List.of());
      names = directory.partitions();
    }
    requireAll(directory, names);
    int last = names.size() - 1;
    Partition open = files.openForWrites(names.get(last));
    try {
      SurvivingState survived = SurvivingState.read(open);
      StoreView view =
          StoreView.of(
              files.closed(names.subList(0, last)), new PartitionView(open, survived.summary()));
      return new OpenedFiles(directory, siblings, files, view, survived);
    } catch (StoreException failed) {
      open.close();
      throw failed;
    }
  }

  /** Nothing drops partitions: a number that is not there is data that somebody took away. */
  private static void requireAll(StoreDirectory directory, List<PartitionName> names) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).number() != FIRST_NUMBER + i) {
        throw new StoreException.Unusable(
            "data directory "
                + directory
                + " lacks partition "
                + (FIRST_NUMBER + i)
                + " of "
                + names.get(names.size() - 1).number()
                + "; put its file back");
      }
    }
  }
}
