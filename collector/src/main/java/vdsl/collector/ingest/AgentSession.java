package vdsl.collector.ingest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import vdsl.block.BlockFormatException;
import vdsl.collector.metrics.BlockOutcome;
import vdsl.collector.metrics.Refusal;
import vdsl.fault.CrashPoint;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.wire.EnvelopeFraming;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Block;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Hello;
import vdsl.wire.proto.Sync;
import vdsl.wire.proto.Welcome;

/**
 * One agent's connection.
 *
 * <pre>
 * AWAITING_HELLO --hello--> AWAITING_WELCOME --welcome--> OPEN --bye--> CLOSED
 *        \________________________\____ refused, gone ______________/
 * </pre>
 *
 * <p>Its state is confined to the channel's event loop; the methods that the committer calls may be
 * called from any thread. It reads only while its window, its unread answers, the queue to the
 * committer and the budget for frames leave room.
 */
// A write or close that fails ends the channel, which channelInactive sees.
@SuppressWarnings("FutureReturnValueIgnored")
final class AgentSession extends SimpleChannelInboundHandler<Envelope> {
  private enum State {
    AWAITING_HELLO,
    AWAITING_WELCOME,
    OPEN,
    CLOSED
  }

  private final Channel channel;
  private final FrameGuard guard;
  private final SessionContext shared;
  private State state = State.AWAITING_HELLO;
  private Optional<AgentIdentity> agent = Optional.empty();
  private Optional<SessionSync> sync = Optional.empty();
  // An agent that learns from the welcome or from a conflict that its Ids are not free begins a new
  // incarnation on the same connection.
  private boolean mayChangeIncarnation = true;
  private long unsettledBytes;
  private int damagedBlocks;
  private boolean queueFull;
  private boolean stopped;

  AgentSession(Channel channel, FrameGuard guard, SessionContext shared) {
    this.channel = channel;
    this.guard = guard;
    this.shared = shared;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!shared.doors().connections().add(this)) {
      refuse(Refusal.CONNECTION_LIMIT, "as many connections as may be; try again later");
      return;
    }
    channel
        .eventLoop()
        .schedule(this::checkHandshake, IngestLimits.HANDSHAKE_NS, TimeUnit.NANOSECONDS);
    context.fireChannelActive();
  }

  private void checkHandshake() {
    if (state == State.AWAITING_HELLO && channel.isActive()) {
      refuse(
          Refusal.HANDSHAKE_TIMEOUT,
          "no hello within " + TimeUnit.NANOSECONDS.toSeconds(IngestLimits.HANDSHAKE_NS) + " s");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = State.CLOSED;
    agent.ifPresentOrElse(
        identity -> shared.doors().queue().add(new Arrival.Ended(this, identity.node())),
        () -> shared.doors().connections().remove(this));
    context.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Envelope envelope) {
    long arrivedNs = guard.takeArrivalNs();
    switch (state) {
      case AWAITING_HELLO -> onFirst(envelope);
      case AWAITING_WELCOME -> refuse(Refusal.MALFORMED, "a message before the welcome");
      case OPEN -> onMessage(envelope, arrivedNs);
      case CLOSED -> shared.metrics().ignoredFrame();
    }
  }

  private void onFirst(Envelope envelope) {
    if (!envelope.hasHello()) {
      refuse(
          Refusal.MALFORMED, "hello expected, not " + HelloCheck.nameOf(envelope.getMessageCase()));
      return;
    }
    Hello hello = envelope.getHello();
    Optional<HelloCheck.Refused> refused = HelloCheck.check(hello, shared.clusterId());
    if (refused.isPresent()) {
      refuse(refused.get().refusal(), refused.get().detail());
      return;
    }
    Optional<String> fault = shared.doors().health().fault();
    if (fault.isPresent()) {
      refuse(Refusal.UNAVAILABLE, fault.get());
      return;
    }
    AgentIdentity identity = AgentIdentity.of(hello, channel.remoteAddress());
    agent = Optional.of(identity);
    state = State.AWAITING_WELCOME;
    shared.doors().queue().add(new Arrival.Greeting(this, identity.node(), identity.incarnation()));
  }

  private void onMessage(Envelope envelope, long arrivedNs) {
    switch (envelope.getMessageCase()) {
      case BLOCK -> onBlock(envelope.getBlock(), arrivedNs);
      case BYE -> channel.close();
      case SYNC -> onSync(envelope.getSync(), arrivedNs);
      case HEALTH -> shared.metrics().ignoredFrame();
      case HELLO, WELCOME, ACK, CONFIG, MESSAGE_NOT_SET ->
          refuse(
              Refusal.MALFORMED,
              HelloCheck.nameOf(envelope.getMessageCase()) + " is nothing an agent says now");
    }
  }

  private void onSync(Sync said, long arrivedNs) {
    try {
      if (said.getStep() == Sync.Step.REQUEST) {
        sync.orElseThrow().onRequest();
      } else {
        sync.orElseThrow().onAnswer(said, arrivedNs);
      }
    } catch (IllegalArgumentException impossible) {
      refuse(Refusal.MALFORMED, String.valueOf(impossible.getMessage()));
    }
  }

  private void onBlock(Block frame, long arrivedNs) {
    try {
      AgentIdentity identity = agent.orElseThrow();
      BlockFrame block = BlockFrame.stampOf(frame, arrivedNs);
      if (!identity.node().equals(block.stamp().node())) {
        refuse(
            Refusal.MALFORMED,
            "block of node " + block.stamp().node() + " from node " + identity.node());
        return;
      }
      if (!isIncarnationAllowed(identity, block.stamp().identity().incarnation())) {
        refuse(Refusal.MALFORMED, "a new incarnation without a reason");
        return;
      }
      takeBlock(block);
    } catch (BlockFormatException malformed) {
      refuse(Refusal.MALFORMED, String.valueOf(malformed.getMessage()));
    }
  }

  private boolean isIncarnationAllowed(AgentIdentity identity, long incarnation) {
    if (incarnation != identity.incarnation()) {
      if (!mayChangeIncarnation) {
        return false;
      }
      agent = Optional.of(identity.withIncarnation(incarnation));
    }
    mayChangeIncarnation = false;
    return true;
  }

  private void takeBlock(BlockFrame frame) {
    IndexedBlock checked;
    try {
      checked = frame.check();
    } catch (BlockFormatException damaged) {
      onDamaged(frame, damaged);
      return;
    }
    Arrival.OfBlock arrival =
        new Arrival.OfBlock(this, checked, agent.orElseThrow().ip(), frame.way());
    unsettledBytes += arrival.bytes();
    shared.doors().queue().add(arrival);
    pauseIfQueueFull();
    updateReading();
  }

  private void pauseIfQueueFull() {
    if (!queueFull && shared.doors().queue().isFull()) {
      queueFull = true;
      shared.metrics().paused();
      shared.doors().queue().resumeLater(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == FrameGuard.Event.LONG_FRAME_BEGUN) {
      if (guard.isWaiting()) {
        shared.metrics().paused();
      }
      pauseIfQueueFull();
      updateReading();
    } else if (event == FrameGuard.Event.PLACE_GRANTED) {
      updateReading();
    }
    context.fireUserEventTriggered(event);
  }

  private void onDamaged(BlockFrame frame, BlockFormatException damaged) {
    shared.metrics().block(BlockOutcome.DAMAGED);
    shared.log().warn("block " + frame.stamp().identity() + " is damaged: " + damaged.getMessage());
    damagedBlocks++;
    if (damagedBlocks >= IngestLimits.DAMAGED_BLOCKS_MAX) {
      refuse(Refusal.MALFORMED, damagedBlocks + " damaged blocks, last: " + damaged.getMessage());
      return;
    }
    channel.writeAndFlush(Answers.damaged(frame.stamp().identity()));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    updateReading();
    context.fireChannelWritabilityChanged();
  }

  private void updateReading() {
    if (state == State.CLOSED) {
      return;
    }
    boolean reads =
        !stopped
            && !queueFull
            && !guard.isWaiting()
            && unsettledBytes < shared.windowBytes()
            && channel.isWritable();
    guard.readingChanges(reads, channel.eventLoop().ticker().nanoTime());
    channel.config().setAutoRead(reads);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (state == State.CLOSED || cause instanceof IOException) {
      channel.close();
    } else if (cause instanceof ReadTimeoutException) {
      refuse(
          Refusal.FRAME_TIMEOUT,
          "a frame not ended within "
              + TimeUnit.NANOSECONDS.toSeconds(IngestLimits.FRAME_NS)
              + " s");
    } else if (cause instanceof DecoderException) {
      refuse(Refusal.MALFORMED, String.valueOf(cause.getMessage()));
    } else {
      shared.log().warn("internal fault in the session of " + describe() + ": " + cause);
      refuse(Refusal.UNAVAILABLE, "internal fault");
    }
  }

  // --- called by the committer ---

  /** The session stands. */
  void welcome(Optional<NodeCursor> cursor) {
    channel.eventLoop().execute(() -> onWelcome(cursor));
  }

  private void onWelcome(Optional<NodeCursor> cursor) {
    if (state != State.AWAITING_WELCOME) {
      return;
    }
    state = State.OPEN;
    guard.allow(EnvelopeFraming.FRAME_BYTES_MAX);
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setProtocolVersion(EnvelopeFraming.PROTOCOL_VERSION)
            .setClusterId(shared.clusterId().toString())
            .setWindowBytes(shared.windowBytes());
    cursor.ifPresent(known -> welcome.setCursor(Answers.cursor(known)));
    channel.writeAndFlush(Envelope.newBuilder().setWelcome(welcome).build());
    SessionSync starting =
        new SessionSync(
            channel, agent.orElseThrow().node(), shared.doors().clocks(), shared.metrics());
    sync = Optional.of(starting);
    starting.start();
  }

  /** Blocks of this session are settled and what they came to is durable. */
  void settle(Settlement settlement) {
    channel.eventLoop().execute(() -> onSettled(settlement));
  }

  private void onSettled(Settlement settlement) {
    unsettledBytes -= settlement.bytes();
    if (state != State.OPEN) {
      return;
    }
    for (Ack ack : settlement.answers()) {
      mayChangeIncarnation |= ack.getVerdict() == Ack.Verdict.CONFLICT;
      channel
          .write(Envelope.newBuilder().setAck(sync.orElseThrow().leaving(ack)).build())
          .addListener(sent -> onAnswered(sent.isSuccess(), ack));
    }
    channel.flush();
    updateReading();
  }

  private void onAnswered(boolean sent, Ack ack) {
    if (sent && ack.getVerdict() == Ack.Verdict.ACCEPTED) {
      shared.crashPoint().reached(CrashPoint.Step.ACK_SENT);
    }
  }

  /** The queue has room again. */
  void queueHasRoom() {
    channel
        .eventLoop()
        .execute(
            () -> {
              queueFull = false;
              updateReading();
            });
  }

  /** Reads no more; what was read is still settled. */
  void stopReading() {
    channel
        .eventLoop()
        .execute(
            () -> {
              stopped = true;
              updateReading();
            });
  }

  /** Counts and ends the connection, telling the agent why. */
  void refuse(Refusal refusal, String detail) {
    shared.metrics().refused(refusal);
    end(Answers.reasonOf(refusal), detail);
  }

  /** Ends the connection, telling the agent why. Idempotent. */
  void end(Bye.Reason reason, String detail) {
    if (channel.eventLoop().inEventLoop()) {
      onEnd(reason, detail);
    } else {
      channel.eventLoop().execute(() -> onEnd(reason, detail));
    }
  }

  /**
   * Says bye, then reads and forgets until the agent has closed: a socket closed with unread bytes
   * would be reset, and the bye with it.
   */
  private void onEnd(Bye.Reason reason, String detail) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    sync.ifPresent(SessionSync::stop);
    shared.log().info("session of " + describe() + " ends, " + reason + ": " + detail);
    channel.pipeline().addFirst("discard", new Discard());
    channel.config().setAutoRead(true);
    channel
        .writeAndFlush(Answers.bye(reason, detail))
        .addListener((ChannelFutureListener) written -> endOutput());
    channel
        .eventLoop()
        .schedule(() -> channel.close(), IngestLimits.LINGER_NS, TimeUnit.NANOSECONDS);
  }

  private void endOutput() {
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Done when the connection is closed. */
  ChannelFuture closed() {
    return channel.closeFuture();
  }

  private String describe() {
    return agent.map(identity -> "node " + identity.node() + " at ").orElse("")
        + channel.remoteAddress();
  }

  private static final class Discard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }
  }
}
