package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import vdsl.collector.fixture.TestAgent;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/** The agent's end of an embedded channel whose clock stands until it is advanced. */
final class Peer {
  final EmbeddedChannel channel;
  final AgentSession session;

  Peer(SessionContext shared) {
    channel = new EmbeddedChannel();
    channel.freezeTime();
    session = IngestServer.addSession(channel, shared);
    channel.pipeline().fireChannelActive();
  }

  /** Says hello and is welcomed. */
  static Peer open(SessionContext shared, String node, long incarnation) throws IOException {
    Peer peer = new Peer(shared);
    peer.greet(node, incarnation);
    return peer;
  }

  void greet(String node, long incarnation) throws IOException {
    send(Envelope.newBuilder().setHello(TestAgent.hello(node, incarnation)).build());
    session.welcome(Optional.empty());
    channel.runPendingTasks();
    assertThat(read().hasWelcome()).isTrue();
  }

  void advance(long ns) {
    channel.advanceTimeBy(ns, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  void send(ByteBuf bytes) {
    channel.writeInbound(bytes);
  }

  void send(Envelope envelope) {
    byte[] frame = envelope.toByteArray();
    send(Unpooled.buffer().writeInt(frame.length).writeBytes(frame));
  }

  Bye readBye() throws IOException {
    Envelope envelope = read();
    while (envelope.hasSync()) {
      envelope = read();
    }
    assertThat(envelope.hasBye()).isTrue();
    return envelope.getBye();
  }

  Sync readSync() throws IOException {
    Envelope envelope = read();
    assertThat(envelope.hasSync()).isTrue();
    return envelope.getSync();
  }

  boolean hasSaidAll() {
    return channel.outboundMessages().isEmpty();
  }

  Envelope read() throws IOException {
    ByteBuf frame = channel.readOutbound();
    assertThat(frame).isNotNull();
    try {
      byte[] bytes = new byte[frame.readInt()];
      frame.readBytes(bytes);
      return Envelope.parseFrom(bytes);
    } finally {
      frame.release();
    }
  }
}
