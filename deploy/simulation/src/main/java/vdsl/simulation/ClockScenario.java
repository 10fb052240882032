package vdsl.simulation;

import java.util.List;

/**
 * What master and slaves meet in a simulation: a network, and what happens on the way. Figures of
 * the networks and why they are these: docs/clock.md.
 */
// Its fields never change: a path is a record, and the list is one that cannot be changed.
@SuppressWarnings("ImmutableEnumChecker")
public enum ClockScenario {
  /** Hosts of one room: 30 us a way, one message of twenty is held up by a millisecond or more. */
  LAN(Networks.LAN),
  /** The same, and every tenth message is lost. */
  LOSS(Networks.LAN.withLoss(0.1)),
  /** The same, and half of the time there is a queue in one of the two directions. */
  QUEUES(Networks.LAN.withQueues(200_000)),
  /** Virtual machines of one region: 150 us a way. */
  CLOUD(NetworkPath.symmetric(150_000, 40_000, 0.05, 800_000)),
  /** Two sites far apart: 15 ms a way and some milliseconds of queues. */
  WAN(NetworkPath.symmetric(15_000_000, 3_200_000, 0, 0)),
  /**
   * Of 60 us both ways, 36 are on the way to the slave: nobody can see that, the bound allows it.
   */
  ASYMMETRY(Networks.LAN.withWays(36_000, 24_000)),
  /**
   * The way to the master is full for longer than legs are kept, by 2 ms and later by 20 ms: what a
   * queue looks like then, a longer way looks like too.
   */
  CONGESTION(
      Networks.LAN,
      new ClockEvent.Congestion(70, 130, 2_000_000),
      new ClockEvent.Congestion(190, 250, 20_000_000)),
  /** A slave gets no processor for 30 s; its raw clock goes on. */
  FREEZE(Networks.LAN, new ClockEvent.Freeze(70, 100), new ClockEvent.Freeze(110, 111)),
  /** A slave's host sleeps for 30 s, and its raw clock with it; its watchdog notices. */
  SUSPEND(Networks.LAN, new ClockEvent.Suspend(70, 100)),
  /** The collector is started again by a wall clock that is an hour ahead, and again when set. */
  STEP(
      Networks.LAN,
      new ClockEvent.MasterChange(70, 3_600_000_000_000L),
      new ClockEvent.MasterChange(90, 0)),
  /** Another collector, three milliseconds behind, takes over after two seconds. */
  FAIL_OVER(
      Networks.LAN, new ClockEvent.Outage(70, 72), new ClockEvent.MasterChange(72, -3_000_000)),
  /** No exchange for an hour. */
  OUTAGE(Networks.LAN, new ClockEvent.Outage(70, 3_670)),
  /**
   * A time service slews raw clocks by 500 ppm for 20 s, as fast as a kernel does. The only
   * scenario in which bounds may fail: until the next exchanges show it.
   */
  STEERING(Networks.LAN, new ClockEvent.Steering(70, 90, 500_000));

  /** Its own class, so that the constants above can use it. */
  private static final class Networks {
    static final NetworkPath LAN = NetworkPath.symmetric(30_000, 8_000, 0.05, 1_500_000);
  }

  private final NetworkPath path;
  private final List<ClockEvent> events;

  ClockScenario(NetworkPath path, ClockEvent... events) {
    this.path = path;
    this.events = List.of(events);
  }

  NetworkPath path() {
    return path;
  }

  List<ClockEvent> events() {
    return events;
  }

  /** Length that shows everything that happens, in seconds. */
  public int seconds() {
    return events.stream().mapToInt(event -> event.toS() + 60).max().orElse(120);
  }
}
