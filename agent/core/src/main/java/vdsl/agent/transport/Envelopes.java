package vdsl.agent.transport;

import com.google.protobuf.UnsafeByteOperations;
import vdsl.agent.spool.Numbering;
import vdsl.agent.spool.Spool;
import vdsl.block.Stamp;
import vdsl.wire.EnvelopeFraming;
import vdsl.wire.proto.Block;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Hello;
import vdsl.wire.proto.Sync;

/** What an agent says. */
final class Envelopes {
  private Envelopes() {}

  static Envelope hello(TransportConfig config, Spool spool) {
    Numbering own = spool.numbering();
    HostIdentity host = config.host();
    return Envelope.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setProtocolVersion(EnvelopeFraming.PROTOCOL_VERSION)
                .setNode(config.node().value())
                .setIncarnation(own.incarnation())
                .setClusterId(own.clusterId())
                .setAcknowledgedId(own.lastId())
                .setAcknowledgedChain(own.chain())
                .setLastSequence(spool.lastSequence())
                .setBootId(host.boot().toString())
                .setIp(host.ip())
                .setPid(host.pid())
                .setAgentVersion(version()))
        .build();
  }

  /** The body is not copied. */
  static Envelope block(Stamp stamp, byte[] body) {
    return Envelope.newBuilder()
        .setBlock(
            Block.newBuilder()
                .setStamp(UnsafeByteOperations.unsafeWrap(stamp.encode()))
                .setBody(UnsafeByteOperations.unsafeWrap(body)))
        .build();
  }

  /** The same block with t3; neither stamp nor body is copied. */
  static Envelope leaving(Envelope envelope, long ticks) {
    return Envelope.newBuilder().setBlock(envelope.getBlock().toBuilder().setT3(ticks)).build();
  }

  /** Asks for a burst of sync signals. */
  static Envelope syncRequest() {
    return Envelope.newBuilder().setSync(Sync.newBuilder().setStep(Sync.Step.REQUEST)).build();
  }

  static Envelope bye() {
    return Envelope.newBuilder().setBye(Bye.newBuilder().setReason(Bye.Reason.CLOSING)).build();
  }

  /** The version in the jar's manifest; empty when run from classes. */
  private static String version() {
    String version = Envelopes.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }
}
