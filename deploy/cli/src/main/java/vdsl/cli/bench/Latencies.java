package vdsl.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** Durations of the same thing done again and again. Confined to one thread. */
final class Latencies {
  private static final double NS_PER_US = 1e3;
  private static final double MEDIAN = 0.50;
  private static final double NINETY_NINTH = 0.99;

  private final List<Long> elapsedNs = new ArrayList<>();

  void add(long ns) {
    elapsedNs.add(ns);
  }

  List<Figure> figures(String subject, String caseName) {
    return List.of(
        Figure.of(subject, caseName, "p50_us", "us", percentileUs(MEDIAN)),
        Figure.of(subject, caseName, "p99_us", "us", percentileUs(NINETY_NINTH)));
  }

  double p99Us() {
    return percentileUs(NINETY_NINTH);
  }

  double p50Us() {
    return percentileUs(MEDIAN);
  }

  double maxUs() {
    return percentileUs(1);
  }

  /** By nearest rank. */
  private double percentileUs(double share) {
    List<Long> sorted = elapsedNs.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1)) / NS_PER_US;
  }
}
