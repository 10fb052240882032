package vdsl.block;

import vdsl.record.NodeId;

/**
 * What makes a block itself wherever it turns up again.
 *
 * @param incarnation random number of one life of the node's directory; never 0
 * @param sequence position in that incarnation, from 1
 */
public record BlockIdentity(NodeId node, long incarnation, long sequence) {
  public BlockIdentity {
    if (incarnation == 0) {
      throw new IllegalArgumentException("incarnation must not be 0");
    }
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence " + sequence + " not in 1..2^63-1");
    }
  }

  @Override
  public String toString() {
    return node + "/" + Long.toHexString(incarnation) + "/" + sequence;
  }
}
