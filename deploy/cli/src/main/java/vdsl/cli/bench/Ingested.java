package vdsl.cli.bench;

import java.util.List;

/**
 * What it took to make records durable.
 *
 * @param elapsedNs until the last record was durable
 * @param cpuNs processor time of all processes that took part
 * @param storedBytes by which the store grew
 */
record Ingested(
    String subject, String caseName, long records, long elapsedNs, long cpuNs, long storedBytes) {
  private static final double NS_PER_SECOND = 1e9;
  private static final double NS_PER_US = 1e3;

  List<Figure> figures() {
    return List.of(
        Figure.of(subject, caseName, "records_per_s", "records/s", perSecond(records, elapsedNs)),
        cpu("cpu_us_per_record", cpuNs),
        Figure.of(subject, caseName, "bytes_per_record", "B/record", bytesPerRecord()));
  }

  Figure figure(String metric, String unit, double value) {
    return Figure.of(subject, caseName, metric, unit, value);
  }

  /** Processor time of a part of the whole. */
  Figure cpu(String metric, long partNs) {
    return Figure.of(subject, caseName, metric, "us/record", partNs / NS_PER_US / records);
  }

  /** How many times better this is than another. */
  List<Figure> ratiosTo(Ingested other) {
    String both = subject + " : " + other.subject;
    double speed = perSecond(records, elapsedNs) / perSecond(other.records, other.elapsedNs);
    double cpu = ((double) other.cpuNs / other.records) / ((double) cpuNs / records);
    return List.of(
        Figure.of(both, caseName, "records_per_s_ratio", "ratio", speed),
        Figure.of(both, caseName, "cpu_ratio", "ratio", cpu),
        Figure.of(
            both, caseName, "bytes_ratio", "ratio", other.bytesPerRecord() / bytesPerRecord()));
  }

  private double bytesPerRecord() {
    return (double) storedBytes / records;
  }

  static double perSecond(long count, long elapsedNs) {
    return count * NS_PER_SECOND / Math.max(1, elapsedNs);
  }
}
