package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.collector.fixture.TestAgent;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.fault.CrashPoint;
import vdsl.time.TickSource;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Hello;

class AgentSessionTest {
  private static final UUID CLUSTER = new UUID(3, 4);
  private static final long WINDOW_BYTES = 1_000;
  private static final int LONG_FRAME_BYTES = 100_000;
  private static final int FRAMES_BYTES = LONG_FRAME_BYTES + 1;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Connections connections = new Connections(2);
  private final ArrivalQueue queue = new ArrivalQueue();
  private final FrameBudget frames = new FrameBudget(FRAMES_BYTES);
  private final StoreHealth health = new StoreHealth();
  private final ClockDesk clocks =
      new ClockDesk(new MasterClock(TickSource.system(), 5, 6, 0), IngestConfig.SyncPeriod.DEFAULT);
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final SessionContext shared =
      new SessionContext(
          CLUSTER,
          WINDOW_BYTES,
          new SessionContext.Doors(connections, queue, frames, health, clocks),
          new IngestMetrics(meters),
          new StatusLog(TickSource.system()),
          CrashPoint.NONE);

  @BeforeEach
  void storeWorks() {
    health.works();
  }

  @AfterEach
  void closeChannels() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void silentConnectionIsEndedAfterTheHandshakeDeadline() throws IOException {
    Peer peer = connect();
    peer.advance(IngestLimits.HANDSHAKE_NS - 1);
    assertThat(peer.channel.isActive()).isTrue();
    peer.advance(1);
    assertThat(peer.readBye().getReason()).isEqualTo(Bye.Reason.MALFORMED);
    peer.advance(IngestLimits.LINGER_NS);
    assertThat(peer.channel.isActive()).isFalse();
    assertThat(refused("handshake_timeout")).isEqualTo(1);
  }

  @Test
  void frameThatIsBegunAndNotEndedIsRefused() throws IOException {
    Peer peer = open("n1", 7);
    peer.send(Unpooled.wrappedBuffer(new byte[] {0, 0, 1, 0, 42}));
    for (int second = 0; second < 9; second++) {
      // A byte now and then does not help: the deadline is the frame's.
      peer.advance(TimeUnit.SECONDS.toNanos(1));
      peer.send(Unpooled.wrappedBuffer(new byte[] {42}));
    }
    assertThat(peer.channel.isActive()).isTrue();
    peer.advance(TimeUnit.SECONDS.toNanos(1));
    assertThat(peer.readBye().getReason()).isEqualTo(Bye.Reason.MALFORMED);
    assertThat(refused("frame_timeout")).isEqualTo(1);
  }

  @Test
  void completeFramesHaveNoDeadline() throws IOException {
    Peer peer = open("n1", 7);
    byte[] frame = TestAgent.frame(new NodeBlocks("n1", 7).next(1, "line")).toByteArray();
    ByteBuf bytes = Unpooled.buffer().writeInt(frame.length).writeBytes(frame);
    peer.send(bytes.readRetainedSlice(bytes.readableBytes() - 1));
    peer.advance(IngestLimits.FRAME_NS - 1);
    peer.send(bytes);
    peer.advance(10 * IngestLimits.FRAME_NS);
    assertThat(peer.channel.isActive()).isTrue();
    assertThat(queue.blockBytes()).isPositive();
  }

  @Test
  void helloLargerThanAnyHelloIsRefusedBeforeItIsCollected() throws IOException {
    Peer peer = connect();
    peer.send(Unpooled.buffer().writeInt(IngestLimits.HELLO_BYTES_MAX + 1));
    assertThat(peer.readBye().getDetail()).contains("8193").contains("8192");
  }

  @Test
  void negativeLengthIsRefused() throws IOException {
    Peer peer = connect();
    peer.send(Unpooled.buffer().writeInt(-1));
    assertThat(peer.readBye().getReason()).isEqualTo(Bye.Reason.MALFORMED);
  }

  @Test
  void frameThatIsNoEnvelopeIsRefused() throws IOException {
    Peer peer = connect();
    peer.send(Unpooled.buffer().writeInt(3).writeBytes(new byte[] {-1, -1, -1}));
    assertThat(peer.readBye().getReason()).isEqualTo(Bye.Reason.MALFORMED);
    assertThat(refused("malformed")).isEqualTo(1);
  }

  @Test
  void otherProtocolVersionIsRefusedWithBothVersions() throws IOException {
    assertThat(refusedHello(TestAgent.hello("n1", 7).setProtocolVersion(9)))
        .satisfies(bye -> assertThat(bye.getReason()).isEqualTo(Bye.Reason.VERSION))
        .satisfies(bye -> assertThat(bye.getDetail()).contains("9").contains("1"));
  }

  @Test
  void senselessHellosAreRefused() throws IOException {
    assertThat(refusedHello(TestAgent.hello("../n1", 7)).getReason())
        .isEqualTo(Bye.Reason.MALFORMED);
    assertThat(refusedHello(TestAgent.hello("n1", 0)).getReason()).isEqualTo(Bye.Reason.MALFORMED);
    assertThat(refusedHello(TestAgent.hello("n1", 7).setIp("<script>")).getReason())
        .isEqualTo(Bye.Reason.MALFORMED);
  }

  @Test
  void blockBeforeTheWelcomeIsRefused() throws IOException {
    Peer peer = connect();
    peer.send(Envelope.newBuilder().setHello(TestAgent.hello("n1", 7)).build());
    peer.send(TestAgent.frame(new NodeBlocks("n1", 7).next(1, "line")));
    assertThat(peer.readBye().getReason()).isEqualTo(Bye.Reason.MALFORMED);
  }

  @Test
  void blockOfAnotherNodeIsRefused() throws IOException {
    Peer peer = open("n1", 7);
    peer.send(TestAgent.frame(new NodeBlocks("n2", 7).next(1, "line")));
    assertThat(peer.readBye().getDetail()).contains("n1").contains("n2");
  }

  @Test
  void connectionBeyondTheLimitIsRefused() throws IOException {
    connect();
    connect();
    Peer third = connect();
    assertThat(third.readBye().getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
    assertThat(connections.count()).isEqualTo(2);
  }

  @Test
  void connectionThatNeverSaidHelloFreesItsPlace() {
    Peer peer = connect();
    peer.channel.close().syncUninterruptibly();
    assertThat(connections.count()).isZero();
  }

  @Test
  void agentBeyondItsWindowIsNotReadUntilSettled() throws IOException {
    Peer peer = open("n1", 7);
    NodeBlocks blocks = new NodeBlocks("n1", 7);
    while (peer.channel.config().isAutoRead()) {
      assertThat(queue.blockBytes()).isLessThan(WINDOW_BYTES);
      peer.send(TestAgent.frame(blocks.next(1, "line")));
    }
    peer.session.settle(new Settlement(List.of(), queue.blockBytes()));
    peer.channel.runPendingTasks();
    assertThat(peer.channel.config().isAutoRead()).isTrue();
  }

  @Test
  void pauseOfTheCollectorIsNotHeldAgainstTheAgent() throws IOException {
    Peer peer = open("n1", 7);
    peer.send(Unpooled.wrappedBuffer(new byte[] {0, 0, 1, 0, 42}));
    peer.session.stopReading();
    peer.channel.runPendingTasks();
    peer.advance(3 * IngestLimits.FRAME_NS);
    assertThat(peer.channel.isActive()).isTrue();
  }

  @Test
  void shortPausesAddUpToWhatIsNotHeldAgainstTheAgent() throws IOException {
    Peer peer = open("n1", 7);
    peer.send(Unpooled.wrappedBuffer(new byte[] {0, 0, 1, 0, 42}));
    // A window that is full, then settled just before the frame's time would be over.
    peer.session.settle(new Settlement(List.of(), -WINDOW_BYTES));
    peer.channel.runPendingTasks();
    peer.advance(IngestLimits.FRAME_NS - 1);
    peer.session.settle(new Settlement(List.of(), WINDOW_BYTES));
    peer.channel.runPendingTasks();
    assertThat(peer.channel.config().isAutoRead()).isTrue();
    peer.advance(IngestLimits.FRAME_NS - 1);
    assertThat(refused("frame_timeout")).isZero();
    peer.advance(1);
    assertThat(refused("frame_timeout")).isEqualTo(1);
  }

  @Test
  void longFrameWaitsForItsPlaceAndGetsItFromOneThatStands() throws IOException {
    Peer first = open("n1", 7);
    Peer second = open("n2", 8);
    first.send(Unpooled.buffer().writeInt(LONG_FRAME_BYTES).writeByte(1));
    second.send(Unpooled.buffer().writeInt(LONG_FRAME_BYTES).writeByte(1));
    assertThat(first.channel.config().isAutoRead()).isTrue();
    assertThat(second.channel.config().isAutoRead()).isFalse();
    first.advance(IngestLimits.CROWDED_FRAME_NS);
    assertThat(refused("frame_timeout")).isEqualTo(1);
    first.channel.close().syncUninterruptibly();
    second.channel.runPendingTasks();
    assertThat(second.channel.config().isAutoRead()).isTrue();
    second.channel.close().syncUninterruptibly();
    assertThat(frames.heldBytes()).isZero();
  }

  @Test
  void connectionThatGoesWhileItWaitsForAPlaceTakesNone() throws IOException {
    Peer first = open("n1", 7);
    Peer second = open("n2", 8);
    first.send(Unpooled.buffer().writeInt(LONG_FRAME_BYTES));
    second.send(Unpooled.buffer().writeInt(LONG_FRAME_BYTES));
    second.channel.close().syncUninterruptibly();
    assertThat(frames.isCrowded()).isFalse();
    first.channel.close().syncUninterruptibly();
    assertThat(frames.heldBytes()).isZero();
  }

  @Test
  void fullQueueStopsALongFrameAtItsHeader() throws IOException {
    Peer peer = open("n1", 7);
    queue.release(-IngestLimits.QUEUE_BYTES_MAX);
    peer.send(Unpooled.buffer().writeInt(LONG_FRAME_BYTES).writeByte(1));
    assertThat(peer.channel.config().isAutoRead()).isFalse();
  }

  private Bye refusedHello(Hello.Builder hello) throws IOException {
    Peer peer = connect();
    peer.send(Envelope.newBuilder().setHello(hello).build());
    Bye bye = peer.readBye();
    peer.channel.close().syncUninterruptibly();
    return bye;
  }

  private Peer open(String node, long incarnation) throws IOException {
    Peer peer = connect();
    peer.greet(node, incarnation);
    return peer;
  }

  private Peer connect() {
    Peer peer = new Peer(shared);
    channels.add(peer.channel);
    return peer;
  }

  private double refused(String reason) {
    return meters.get("vdsl.ingest.connections.refused").tag("reason", reason).counter().count();
  }
}
