package vdsl.simulation;

/**
 * How long messages between master and slave take: a constant way, a delay that is exponentially
 * distributed, and now and then one that a sleeping thread, a collection or a full queue adds.
 *
 * @param downNs constant part of the way to the slave, in nanoseconds
 * @param upNs constant part of the way back
 * @param jitterNs mean of the exponential part
 * @param heldShare share of messages that are held up
 * @param heldNs mean of what those wait, exponentially distributed
 * @param queueNs mean of what messages of one direction wait while there is a queue; 0 if there
 *     never is one
 * @param lossShare share of messages that are lost
 */
record NetworkPath(
    long downNs,
    long upNs,
    double jitterNs,
    double heldShare,
    double heldNs,
    double queueNs,
    double lossShare) {
  static NetworkPath symmetric(long wayNs, double jitterNs, double heldShare, double heldNs) {
    return new NetworkPath(wayNs, wayNs, jitterNs, heldShare, heldNs, 0, 0);
  }

  NetworkPath withQueues(double meanNs) {
    return new NetworkPath(downNs, upNs, jitterNs, heldShare, heldNs, meanNs, lossShare);
  }

  NetworkPath withLoss(double share) {
    return new NetworkPath(downNs, upNs, jitterNs, heldShare, heldNs, queueNs, share);
  }

  NetworkPath withWays(long toSlaveNs, long toMasterNs) {
    return new NetworkPath(toSlaveNs, toMasterNs, jitterNs, heldShare, heldNs, queueNs, lossShare);
  }
}
