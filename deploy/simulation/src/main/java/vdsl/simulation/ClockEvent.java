package vdsl.simulation;

/** What happens to slaves on the way; times are in seconds since the simulation began. */
sealed interface ClockEvent {
  /** How late a slave's watchdog notices that its host slept. */
  long WATCHDOG_NS = 100_000_000;

  int fromS();

  /** When it is over; not before it begins. */
  int toS();

  /**
   * It begins.
   *
   * @param master whose term it is by then
   */
  default void begin(ObservedSlave slave, SimulatedMaster master, long trueNs) {}

  default void end(ObservedSlave slave, long trueNs) {}

  /** The slave's process stands still, its raw clock does not. */
  record Freeze(int fromS, int toS) implements ClockEvent {
    @Override
    public void begin(ObservedSlave slave, SimulatedMaster master, long trueNs) {
      slave.slave().freeze(trueNs);
    }

    @Override
    public void end(ObservedSlave slave, long trueNs) {
      slave.slave().thaw();
      slave.slave().connect(trueNs);
    }
  }

  /** The slave's host stands still, and its raw clock with it. */
  record Suspend(int fromS, int toS) implements ClockEvent {
    @Override
    public void begin(ObservedSlave slave, SimulatedMaster master, long trueNs) {
      slave.slave().freeze(trueNs);
    }

    @Override
    public void end(ObservedSlave slave, long trueNs) {
      long noticedNs = trueNs + WATCHDOG_NS;
      slave.slave().wake((toS - fromS) * 1_000_000_000L, noticedNs);
      slave.slave().connect(noticedNs);
      slave.unnoticedUntil(noticedNs);
    }
  }

  /** A time service steers the slave's raw clock. */
  record Steering(int fromS, int toS, double ratePpb) implements ClockEvent {
    @Override
    public void begin(ObservedSlave slave, SimulatedMaster master, long trueNs) {
      slave.slave().steer(ratePpb);
    }

    @Override
    public void end(ObservedSlave slave, long trueNs) {
      slave.slave().steer(-ratePpb);
    }
  }

  /** The slave's way to the master is full: every message on it waits. */
  record Congestion(int fromS, int toS, long ns) implements ClockEvent {
    @Override
    public void begin(ObservedSlave slave, SimulatedMaster master, long trueNs) {
      slave.slave().congest(ns);
    }

    @Override
    public void end(ObservedSlave slave, long trueNs) {
      slave.slave().congest(0);
    }
  }

  /** No message gets through. */
  record Outage(int fromS, int toS) implements ClockEvent {
    @Override
    public void begin(ObservedSlave slave, SimulatedMaster master, long trueNs) {
      slave.slave().cutOff();
    }

    @Override
    public void end(ObservedSlave slave, long trueNs) {
      slave.slave().connect(trueNs);
    }
  }

  /**
   * A later term begins.
   *
   * @param offsetNs of the master's time from that of the first one
   */
  record MasterChange(int fromS, long offsetNs) implements ClockEvent {
    @Override
    public int toS() {
      return fromS;
    }

    @Override
    public void begin(ObservedSlave slave, SimulatedMaster master, long trueNs) {
      slave.slave().succeed(master);
    }
  }
}
