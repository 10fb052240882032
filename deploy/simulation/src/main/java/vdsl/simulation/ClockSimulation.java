package vdsl.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import vdsl.clock.ClusterClock.Estimation;
import vdsl.simulation.SimulatedSlave.Reading;

/**
 * A master and slaves whose clocks are known exactly, driven by a seed: what their cluster time and
 * its bounds are worth. Nothing in it depends on the time it takes. Confined to one thread.
 */
public final class ClockSimulation {
  private static final int SLAVES = 8;
  private static final long NS_PER_S = 1_000_000_000;

  /** Messages of a first burst have come back by then, over any network. */
  private static final long FIRST_READ_NS = NS_PER_S;

  private static final long CLOSE_NS = 10_000;
  private static final long FAR_NS = 1_000_000;

  /** At once, {@link #CLOSE_NS} and {@link #FAR_NS} later, and each of them once resolved. */
  private static final int READS_AT_A_POINT = 6;

  private final ClockScenario scenario;
  private final List<SimulatedMaster> masters = new ArrayList<>();
  private final ReadingTally online = new ReadingTally(masters);
  private final ReadingTally resolved = new ReadingTally(masters);
  private final PairTally pairs = new PairTally();
  private final List<ObservedSlave> slaves = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();

  /** Something that is done to all slaves at a moment. */
  private record Action(long atNs, Runnable what) {}

  private ClockSimulation(
      ClockScenario scenario, Estimation estimation, int exchangesPerSecond, long seed) {
    this.scenario = scenario;
    SplittableRandom random = new SplittableRandom(seed);
    masters.add(new SimulatedMaster(1, 0));
    for (int i = 0; i < SLAVES; i++) {
      SimulatedSlave slave =
          new SimulatedSlave(
              random.split(), scenario.path(), estimation, exchangesPerSecond, masters.get(0));
      slaves.add(new ObservedSlave(slave, online, resolved));
    }
    scenario.events().forEach(this::plan);
    actions.sort(Comparator.comparingLong(Action::atNs));
  }

  /**
   * Runs a simulation to its end.
   *
   * @param exchangesPerSecond of every slave, after a first burst
   * @param seed the same one gives the same figures
   * @param reads about as many readings are compared with the true time
   */
  public static ClockFigures run(
      ClockScenario scenario,
      Estimation estimation,
      int exchangesPerSecond,
      long seed,
      long reads) {
    return new ClockSimulation(scenario, estimation, exchangesPerSecond, seed).run(reads);
  }

  private ClockFigures run(long reads) {
    long endNs = scenario.seconds() * NS_PER_S;
    long points = Math.max(1, reads / (SLAVES * READS_AT_A_POINT));
    long everyNs = Math.max(2 * FAR_NS, (endNs - FIRST_READ_NS) / points);
    for (long nowNs = FIRST_READ_NS; nowNs < endNs; nowNs += everyNs) {
      List<Optional<Reading>> first = readAll(nowNs);
      List<Optional<Reading>> close = readAll(nowNs + CLOSE_NS);
      List<Optional<Reading>> far = readAll(nowNs + FAR_NS);
      for (int i = 0; i < SLAVES; i++) {
        Optional<Reading> before = first.get(i);
        Optional<Reading> soon = close.get((i + 1) % SLAVES);
        Optional<Reading> later = far.get((i + 1) % SLAVES);
        if (before.isPresent() && soon.isPresent() && later.isPresent()) {
          pairs.addClose(before.get(), soon.get());
          pairs.addFar(before.get(), later.get());
        }
        slaves.get(i).resolve(nowNs);
      }
    }
    return new ClockFigures(online.figures(), resolved.figures(), pairs.figures());
  }

  private List<Optional<Reading>> readAll(long trueNs) {
    while (!actions.isEmpty() && actions.get(0).atNs() <= trueNs) {
      passTo(actions.get(0).atNs());
      actions.remove(0).what().run();
    }
    passTo(trueNs);
    return slaves.stream().map(slave -> slave.read(trueNs)).toList();
  }

  private void passTo(long trueNs) {
    slaves.forEach(slave -> slave.slave().passTo(trueNs));
  }

  private void plan(ClockEvent event) {
    long fromNs = event.fromS() * NS_PER_S;
    long toNs = event.toS() * NS_PER_S;
    actions.add(new Action(fromNs, () -> begin(event, fromNs)));
    actions.add(new Action(toNs, () -> slaves.forEach(slave -> event.end(slave, toNs))));
  }

  private void begin(ClockEvent event, long trueNs) {
    if (event instanceof ClockEvent.MasterChange change) {
      masters.add(new SimulatedMaster(masters.size() + 1, change.offsetNs()));
    }
    SimulatedMaster master = masters.get(masters.size() - 1);
    slaves.forEach(slave -> event.begin(slave, master, trueNs));
  }
}
