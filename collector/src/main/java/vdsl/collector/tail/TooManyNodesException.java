package vdsl.collector.tail;

import java.io.Serial;

/** The position of a tail cannot name all of its nodes any more. */
public final class TooManyNodesException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  TooManyNodesException(int nodeCount) {
    super(
        nodeCount
            + " nodes are more than one tail can follow: name some by node, or follow them in"
            + " several tails");
  }
}
