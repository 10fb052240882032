package vdsl.collector.ingest;

/**
 * What remained when the agents' side closed.
 *
 * @param connections connections that were open, and were told so
 * @param blocksLeft blocks received and not settled; their agents still have them
 */
public record IngestReport(int connections, int blocksLeft) {}
