package vdsl.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A node of the demo and how wrong its clocks are.
 *
 * @param name also that of its service
 * @param offsetNs how far its clocks are set wrong, in nanoseconds
 * @param driftPpm how much faster they run, in parts of a million
 */
record NodePlan(String name, long offsetNs, long driftPpm) {
  /** Services that module deploy/demo knows, in the order in which they are added. */
  private static final List<String> NAMES =
      List.of(
          "shop",
          "orders",
          "stock",
          "payment",
          "mail",
          "invoice",
          "delivery",
          "pricing",
          "tax",
          "returns",
          "loyalty",
          "fraud",
          "reviews",
          "offers",
          "archive",
          "reports");

  static final int COUNT_MIN = 3;
  static final int COUNT_MAX = NAMES.size();

  private static final long NS_PER_MS = 1_000_000;
  private static final double NS_PER_SECOND = 1e9;

  /** Of nodes beyond the first three: clocks that nobody looks after, and cheap oscillators. */
  private static final int OFFSET_MS_MAX = 5_000;

  private static final int DRIFT_PPM_MAX = 100;

  /** The first three are wrong in both directions, so that about every other message is. */
  private static final List<NodePlan> FIRST =
      List.of(
          new NodePlan(NAMES.get(0), 3_700 * NS_PER_MS, 60),
          new NodePlan(NAMES.get(1), -2_100 * NS_PER_MS, -80),
          new NodePlan(NAMES.get(2), 900 * NS_PER_MS, 25));

  static List<NodePlan> of(int count, Random random) {
    List<NodePlan> plans = new ArrayList<>(FIRST);
    for (String name : NAMES.subList(FIRST.size(), count)) {
      plans.add(
          new NodePlan(
              name,
              random.nextInt(-OFFSET_MS_MAX, OFFSET_MS_MAX + 1) * NS_PER_MS,
              random.nextInt(-DRIFT_PPM_MAX, DRIFT_PPM_MAX + 1)));
    }
    return List.copyOf(plans);
  }

  /** For people: "+3.7 s, +60 ppm". */
  String bend() {
    return String.format(Locale.ROOT, "%+.1f s, %+d ppm", offsetNs / NS_PER_SECOND, driftPpm);
  }
}
