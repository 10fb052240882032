package vdsl.collector.ingest;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import vdsl.collector.metrics.Refusal;
import vdsl.record.NodeId;
import vdsl.wire.EnvelopeFraming;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Hello;

/** Checks what an agent says first. Thread-safe: it has no state. */
final class HelloCheck {
  /** Longest IPv6 address with a zone, and no room for anything else. */
  private static final Pattern IP = Pattern.compile("[0-9A-Za-z.:%_-]{0,64}");

  /**
   * Why a hello is refused.
   *
   * @param detail one sentence for the agent's people
   */
  record Refused(Refusal refusal, String detail) {}

  private HelloCheck() {}

  /** Empty if there is nothing against the agent. */
  static Optional<Refused> check(Hello hello, UUID clusterId) {
    if (hello.getProtocolVersion() != EnvelopeFraming.PROTOCOL_VERSION) {
      return refused(
          Refusal.VERSION,
          "agent speaks protocol version "
              + Integer.toUnsignedString(hello.getProtocolVersion())
              + ", collector "
              + EnvelopeFraming.PROTOCOL_VERSION);
    }
    if (!hello.getClusterId().isEmpty() && !hello.getClusterId().equals(clusterId.toString())) {
      return refused(
          Refusal.WRONG_CLUSTER,
          "agent belongs to cluster " + hello.getClusterId() + ", collector to " + clusterId);
    }
    if (hello.getIncarnation() == 0) {
      return refused(Refusal.MALFORMED, "hello with incarnation 0");
    }
    if (!IP.matcher(hello.getIp()).matches()) {
      return refused(Refusal.MALFORMED, "hello with an ip that is no address");
    }
    try {
      new NodeId(hello.getNode());
    } catch (IllegalArgumentException invalid) {
      return refused(Refusal.MALFORMED, "hello with bad " + invalid.getMessage());
    }
    return Optional.empty();
  }

  /** A message kind as the wire's documentation writes it. */
  static String nameOf(Envelope.MessageCase kind) {
    return kind == Envelope.MessageCase.MESSAGE_NOT_SET
        ? "an empty envelope"
        : kind.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Refused> refused(Refusal refusal, String detail) {
    return Optional.of(new Refused(refusal, detail));
  }
}
