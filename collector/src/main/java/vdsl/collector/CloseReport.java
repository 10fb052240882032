package vdsl.collector;

/**
 * What remained when a collector ended.
 *
 * @param connections agents that were connected, and were told to come back
 * @param blocksLeft blocks received and not settled; their agents still have them
 */
public record CloseReport(int connections, int blocksLeft) {}
