package vdsl.collector.ingest;

import vdsl.clock.SyncExchange;
import vdsl.wire.proto.ClockState;

/**
 * How a node's clock was at its last sync exchange.
 *
 * @param atNs when that was, in cluster time, in nanoseconds since the epoch
 * @param wallOffsetNs the host's wall clock minus cluster time, within half of the round trip
 * @param boundNs largest error of the node's cluster time, as the node says it; 2^63-1 if unlimited
 * @param generation how often the node's readings have proved wrong
 * @param roundTripNs of the exchange
 * @param skewPpb the master's rate against that of the node's raw ticks, in parts per billion; 0
 *     while it is unknown
 * @param lastSyncNs cluster time of the last exchange the node took in; 0 before the first
 */
public record NodeClockReading(
    long epoch,
    long atNs,
    long wallOffsetNs,
    long boundNs,
    int generation,
    long roundTripNs,
    double skewPpb,
    long lastSyncNs) {
  public NodeClockReading {
    if (!Double.isFinite(skewPpb)) {
      throw new IllegalArgumentException("skew of " + skewPpb + " ppb is no number");
    }
  }

  /** The answer left the slave half a round trip ago. */
  static NodeClockReading of(SyncExchange exchange, ClockState state) {
    long answeredNs = exchange.receivedNs() - exchange.roundTripNs() / 2;
    long boundNs = state.getBoundNs() < 0 ? Long.MAX_VALUE : state.getBoundNs();
    return new NodeClockReading(
        exchange.epoch(),
        exchange.receivedNs(),
        state.getWallNs() - answeredNs,
        boundNs,
        state.getGeneration(),
        exchange.roundTripNs(),
        state.getSkewPpb(),
        state.getLastSyncNs());
  }
}
