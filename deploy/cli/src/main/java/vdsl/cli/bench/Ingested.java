package vdsl.cli.bench;

import java.util.List;

/**
 * What it took to make records durable.
 *
 * @param elapsedNs until the last record was durable
 * @param cpuNs processor time of all processes that took part
 * @param storedBytes by which the store grew
 */
record Ingested(String subject, long records, long elapsedNs, long cpuNs, long storedBytes) {
  static final String CASE = "lines";

  private static final double NS_PER_SECOND = 1e9;
  private static final double NS_PER_US = 1e3;

  List<Figure> figures() {
    return List.of(
        Figure.of(subject, CASE, "records_per_s", "records/s", perSecond(records, elapsedNs)),
        cpu("cpu_us_per_record", cpuNs),
        Figure.of(subject, CASE, "bytes_per_record", "B/record", bytesPerRecord()));
  }

  /** Processor time of a part of the whole. */
  Figure cpu(String metric, long partNs) {
    return Figure.of(subject, CASE, metric, "us/record", partNs / NS_PER_US / records);
  }

  /** How many times better this is than another. */
  List<Figure> ratiosTo(Ingested other) {
    String both = subject + " : " + other.subject;
    double speed = perSecond(records, elapsedNs) / perSecond(other.records, other.elapsedNs);
    double cpu = ((double) other.cpuNs / other.records) / ((double) cpuNs / records);
    return List.of(
        Figure.of(both, CASE, "records_per_s_ratio", "ratio", speed),
        Figure.of(both, CASE, "cpu_ratio", "ratio", cpu),
        Figure.of(both, CASE, "bytes_ratio", "ratio", other.bytesPerRecord() / bytesPerRecord()));
  }

  private double bytesPerRecord() {
    return (double) storedBytes / records;
  }

  static double perSecond(long count, long elapsedNs) {
    return count * NS_PER_SECOND / Math.max(1, elapsedNs);
  }
}
