package vdsl.cli.bench;

import java.util.Collections;
import java.util.List;

/** How values of the same thing that was measured several times become one. */
enum Combination {
  MEDIAN {
    @Override
    double of(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
  },
  LARGEST {
    @Override
    double of(List<Double> values) {
      return Collections.max(values);
    }
  },
  SMALLEST {
    @Override
    double of(List<Double> values) {
      return Collections.min(values);
    }
  },
  SUM {
    @Override
    double of(List<Double> values) {
      return values.stream().mapToDouble(value -> value).sum();
    }
  };

  /**
   * The one value.
   *
   * @param values at least one
   */
  abstract double of(List<Double> values);
}
