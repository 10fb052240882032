package vdsl.agent.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import vdsl.agent.transport.TransportConfig.Surroundings;
import vdsl.time.TimeMap;
import vdsl.wire.EnvelopeFraming;
import vdsl.wire.proto.ClockState;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/**
 * One connection to a collector, from the attempt to its end. The event loop only puts what happens
 * into a bounded queue, which the transport thread polls, stamps what comes and goes with raw
 * ticks, and answers sync signals at once; every other method is the transport thread's.
 */
final class CollectorConnection {
  /**
   * Messages that wait for the transport thread. A collector answers a block once, and fewer blocks
   * than this are under way ({@link BlockStream#UNDER_WAY_COUNT_MAX}): one that says more is cut
   * off.
   */
  static final int EVENT_COUNT_MAX = 8_192;

  /** A master sends a signal when the one before it was answered: it cannot want more. */
  private static final int ANSWERS_UNDER_WAY_MAX = 4;

  /** What happens to a connection. */
  sealed interface Event {
    /** It stands; the hello may be sent. */
    record Opened() implements Event {}

    /**
     * The collector said something.
     *
     * @param arrivedTicks when it was here
     */
    record Received(Envelope envelope, long arrivedTicks) implements Event {}

    /** It has ended, or could not be made. Nothing follows. */
    record Closed(String reason) implements Event {}
  }

  private static final ClockState UNSYNCED =
      ClockState.newBuilder().setBoundNs(TimeMap.BOUND_UNLIMITED_NS).build();

  private final Surroundings surroundings;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENT_COUNT_MAX);
  private final ChannelFuture attempt;
  private volatile String closeReason = "closed by the collector";
  private volatile boolean hasEnded;
  private volatile ClockState clockState = UNSYNCED;

  private CollectorConnection(
      EventLoopGroup group, CollectorAddress address, long timeoutNs, Surroundings surroundings) {
    this.surroundings = surroundings;
    attempt =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNs)))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(new Pipeline())
            .connect(address.host(), address.port());
    var unused =
        attempt.addListener(
            outcome -> {
              if (!outcome.isSuccess()) {
                closeReason = String.valueOf(outcome.cause().getMessage());
                hasEnded = true;
              }
            });
  }

  /** Begins an attempt to connect. */
  static CollectorConnection open(
      EventLoopGroup group,
      CollectorAddress address,
      long connectTimeoutNs,
      Surroundings surroundings) {
    return new CollectorConnection(group, address, connectTimeoutNs, surroundings);
  }

  /** What the collector is told of the node's clock from now on. */
  void tell(ClockState state) {
    clockState = state;
  }

  /** The next thing that happened, if there is one. Never waits. */
  Optional<Event> poll() {
    boolean ended = hasEnded;
    Event event = events.poll();
    if (event != null) {
      return Optional.of(event);
    }
    return ended ? Optional.of(new Event.Closed(closeReason)) : Optional.empty();
  }

  /** Queues an envelope; {@link #flush} sends it. */
  void write(Envelope envelope) {
    Channel channel = attempt.channel();
    var unused = channel.write(envelope, channel.voidPromise());
  }

  void flush() {
    var unused = attempt.channel().flush();
  }

  /** Ends the connection. */
  void close() {
    var unused = attempt.channel().close();
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      ArrivalHandler arrivals = new ArrivalHandler();
      channel.pipeline().addLast("arrivals", arrivals);
      EnvelopeFraming.addTo(channel.pipeline());
      channel.pipeline().addLast("departures", new Departures(surroundings.ticks()));
      channel.pipeline().addLast("events", new EventHandler(arrivals));
    }
  }

  /** Next to the socket: decoding and the messages before one in a read are not its way. */
  private final class ArrivalHandler extends ChannelInboundHandlerAdapter {
    private long arrivedTicks;

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      arrivedTicks = surroundings.ticks().ticks();
      context.fireChannelRead(bytes);
    }
  }

  private final class EventHandler extends SimpleChannelInboundHandler<Envelope> {
    private final ArrivalHandler arrivals;
    private int answersUnderWay;

    EventHandler(ArrivalHandler arrivals) {
      super(Envelope.class);
      this.arrivals = arrivals;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      offer(context, new Event.Opened());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Envelope envelope) {
      if (envelope.hasSync() && envelope.getSync().getStep() == Sync.Step.SIGNAL) {
        if (answersUnderWay == ANSWERS_UNDER_WAY_MAX) {
          end(context, "collector signals, and does not read the answers");
          return;
        }
        answer(context, envelope.getSync());
      } else {
        offer(context, new Event.Received(envelope, arrivals.arrivedTicks));
      }
    }

    /** Here and not in the transport thread: what lies between two readings is the error. */
    private void answer(ChannelHandlerContext context, Sync signal) {
      ClockState state = clockState.toBuilder().setWallNs(surroundings.wall().nowNs()).build();
      Sync answer =
          Sync.newBuilder()
              .setStep(Sync.Step.ANSWER)
              .setEpoch(signal.getEpoch())
              .setMasterId(signal.getMasterId())
              .setT1(signal.getT1())
              .setT2(arrivals.arrivedTicks)
              .setState(state)
              .setT3(surroundings.ticks().ticks())
              .build();
      answersUnderWay++;
      var unused =
          context
              .writeAndFlush(Envelope.newBuilder().setSync(answer).build())
              .addListener(written -> answersUnderWay--);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      hasEnded = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      closeReason = String.valueOf(cause.getMessage());
      var unused = context.close();
    }

    private void end(ChannelHandlerContext context, String reason) {
      closeReason = reason;
      var unused = context.close();
    }

    private void offer(ChannelHandlerContext context, Event event) {
      if (!events.offer(event)) {
        end(context, "collector sent more than " + EVENT_COUNT_MAX + " messages unasked");
      }
    }
  }
}
