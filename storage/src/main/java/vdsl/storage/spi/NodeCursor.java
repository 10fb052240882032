package vdsl.storage.spi;

import vdsl.record.NodeId;

/**
 * Where a store stands with one node: everything up to lastId is stored or explained.
 *
 * @param lastId last Id stored, from 1
 * @param incarnation incarnation of the block that holds lastId
 * @param sequence sequence of that block in its incarnation
 * @param chain the node's history after that block ({@link vdsl.block.ChainLink})
 * @param ip address the node last said hello from; empty if unknown
 */
public record NodeCursor(
    NodeId node, long lastId, long incarnation, long sequence, long chain, String ip) {}
