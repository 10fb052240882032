package vdsl.collector.ingest;

/**
 * How a node's clock was at its last sync exchange.
 *
 * @param atNs when that was, in cluster time, in nanoseconds since the epoch
 * @param wallOffsetNs the host's wall clock minus cluster time, within half of the round trip
 * @param boundNs largest error of the node's cluster time, as the node says it; 2^63-1 if unlimited
 * @param generation how often the node's readings have proved wrong
 * @param roundTripNs of the exchange
 */
public record NodeClockReading(
    long epoch, long atNs, long wallOffsetNs, long boundNs, int generation, long roundTripNs) {}
