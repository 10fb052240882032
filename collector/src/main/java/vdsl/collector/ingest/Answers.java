package vdsl.collector.ingest;

import java.util.Optional;
import vdsl.block.BlockIdentity;
import vdsl.collector.metrics.Refusal;
import vdsl.storage.spi.NodeCursor;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Cursor;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/** What a collector says. Thread-safe: it has no state. */
final class Answers {
  private Answers() {}

  static Ack ack(
      Ack.Verdict verdict, BlockIdentity block, Optional<NodeCursor> cursor, Optional<UpLeg> way) {
    Ack.Builder ack =
        Ack.newBuilder()
            .setVerdict(verdict)
            .setIncarnation(block.incarnation())
            .setSequence(block.sequence());
    cursor.ifPresent(known -> ack.setCursor(cursor(known)));
    way.ifPresent(known -> ack.setSync(sync(known)));
    return ack.build();
  }

  /** What of a block's way is known before its verdict is written. */
  static Sync sync(UpLeg way) {
    return Sync.newBuilder()
        .setStep(Sync.Step.ACKNOWLEDGEMENT)
        .setT3(way.leftTicks())
        .setT4(way.reachedNs())
        .build();
  }

  static Envelope damaged(BlockIdentity block) {
    return Envelope.newBuilder()
        .setAck(ack(Ack.Verdict.DAMAGED, block, Optional.empty(), Optional.empty()))
        .build();
  }

  static Envelope bye(Bye.Reason reason, String detail) {
    return Envelope.newBuilder()
        .setBye(Bye.newBuilder().setReason(reason).setDetail(detail))
        .build();
  }

  static Cursor cursor(NodeCursor cursor) {
    return Cursor.newBuilder()
        .setLastId(cursor.lastId())
        .setIncarnation(cursor.incarnation())
        .setSequence(cursor.sequence())
        .setChain(cursor.chain())
        .build();
  }

  static Bye.Reason reasonOf(Refusal refusal) {
    return switch (refusal) {
      case CONNECTION_LIMIT, UNAVAILABLE -> Bye.Reason.UNAVAILABLE;
      case HANDSHAKE_TIMEOUT, FRAME_TIMEOUT, MALFORMED -> Bye.Reason.MALFORMED;
      case VERSION -> Bye.Reason.VERSION;
      case WRONG_CLUSTER -> Bye.Reason.WRONG_CLUSTER;
      case NODE_IN_USE -> Bye.Reason.NODE_IN_USE;
      case REPLACED -> Bye.Reason.CLOSING;
    };
  }
}
