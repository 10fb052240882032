package vdsl.storage.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.index.Extent;

/**
 * What a partition holds, so that a search can pass it by without opening it. Kept beside the file
 * of a closed partition as text; layout: docs/format/store.md.
 *
 * @param extent what its blocks span
 * @param lastRow number of its last durable row; 0 if it has none
 */
record PartitionSummary(Extent extent, long lastRow) {
  static final PartitionSummary EMPTY = new PartitionSummary(Extent.EMPTY, 0);

  private static final String TITLE = "vdsl-partition-summary 1";

  PartitionSummary plus(List<Extent> blocks) {
    List<Extent> all = new ArrayList<>(blocks);
    all.add(extent);
    return new PartitionSummary(Extent.union(all), lastRow + blocks.size());
  }

  byte[] encode() {
    StringBuilder lines = new StringBuilder(TITLE).append('\n');
    lines.append("rows ").append(lastRow).append('\n');
    lines
        .append("time ")
        .append(extent.minTimeNs())
        .append(' ')
        .append(extent.maxTimeNs())
        .append(' ')
        .append(extent.longestNs())
        .append('\n');
    extent
        .ids()
        .forEach(
            (node, ids) ->
                lines
                    .append("node ")
                    .append(node)
                    .append(' ')
                    .append(ids.first())
                    .append(' ')
                    .append(ids.last())
                    .append('\n'));
    lines.append("crc32c ").append(checksum(lines.toString())).append('\n');
    return lines.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The summary, or empty if the bytes are damaged or of another version: it is made anew then. */
  static Optional<PartitionSummary> decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    int checkedLength = text.lastIndexOf("crc32c ");
    if (checkedLength < 0) {
      return Optional.empty();
    }
    String checked = text.substring(0, checkedLength);
    boolean sound =
        checked.startsWith(TITLE + "\n")
            && text.substring(checkedLength).equals("crc32c " + checksum(checked) + "\n");
    return sound ? Optional.of(parse(checked.lines().toList())) : Optional.empty();
  }

  private static PartitionSummary parse(List<String> lines) {
    long lastRow = Long.parseLong(lines.get(1).split(" ", -1)[1]);
    String[] time = lines.get(2).split(" ", -1);
    TreeMap<NodeId, IdRange> ids = new TreeMap<>();
    for (String line : lines.subList(3, lines.size())) {
      String[] node = line.split(" ", -1);
      ids.put(new NodeId(node[1]), new IdRange(Long.parseLong(node[2]), Long.parseLong(node[3])));
    }
    return new PartitionSummary(
        new Extent(Long.parseLong(time[1]), Long.parseLong(time[2]), Long.parseLong(time[3]), ids),
        lastRow);
  }

  private static String checksum(String lines) {
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.US_ASCII));
    return Long.toHexString(crc.getValue());
  }
}
