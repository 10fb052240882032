package vdsl.storage.spi;

import vdsl.block.Stamp;

/**
 * A block as it travels and as it is kept.
 *
 * @param body {@link vdsl.block.BlockBody} or {@link vdsl.block.Tombstone}, as the stamp's kind
 *     says
 */
public record StoredBlock(Stamp stamp, BlockBytes body) {}
