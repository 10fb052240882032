package vdsl.agent.transport;

import com.google.protobuf.ByteString;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import vdsl.block.BlockBody;
import vdsl.block.BlockKind;
import vdsl.block.BlockReader;
import vdsl.block.BodyDigest;
import vdsl.block.Stamp;
import vdsl.block.Tombstone;
import vdsl.wire.EnvelopeFraming;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Block;
import vdsl.wire.proto.Cursor;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Hello;
import vdsl.wire.proto.Sync;
import vdsl.wire.proto.Welcome;

/**
 * A collector of one node that stores in memory and admits as the real one does. Its state survives
 * {@link #stop}, as a disk would. Thread-safe by its monitor: event loop and test share it.
 */
final class MemoryCollector {
  /** A block that was admitted. */
  record Stored(Stamp stamp, ByteString body) {}

  private final EventLoopGroup group;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Stored> stored = new ArrayList<>();
  private final List<Hello> hellos = new ArrayList<>();
  private final List<Stamp> received = new ArrayList<>();
  private final List<Sync> answers = new ArrayList<>();
  private final List<Long> departures = new ArrayList<>();
  private List<Envelope> afterWelcome = List.of();
  private UnaryOperator<Sync> blockTimes = UnaryOperator.identity();
  private Optional<Channel> server = Optional.empty();
  private Optional<Envelope> greeting = Optional.empty();
  private OptionalInt staleBlockCount = OptionalInt.empty();
  private UnaryOperator<Optional<Ack>> acks = ack -> ack;
  private int port;
  private final Set<Integer> damaged = new HashSet<>();
  private long windowBytes = 1 << 20;
  private String clusterId = "c1";

  MemoryCollector(EventLoopGroup group) {
    this.group = group;
  }

  synchronized CollectorAddress start() {
    Channel bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    EnvelopeFraming.addTo(channel.pipeline());
                    channel.pipeline().addLast(new Handler());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .syncUninterruptibly()
            .channel();
    server = Optional.of(bound);
    port = ((InetSocketAddress) bound.localAddress()).getPort();
    return new CollectorAddress("127.0.0.1", port);
  }

  /** Ends the listener and all connections. */
  void stop() {
    Optional<Channel> listening;
    synchronized (this) {
      listening = server;
      server = Optional.empty();
    }
    listening.ifPresent(channel -> channel.close().syncUninterruptibly());
    connections.close().syncUninterruptibly();
  }

  /** Ends all connections; the agents may come back. */
  void disconnect() {
    connections.close().syncUninterruptibly();
  }

  /** What becomes of every answer: empty drops it. */
  synchronized void onAcks(UnaryOperator<Optional<Ack>> change) {
    acks = change;
  }

  /** The blocks that come as these, counted from 1, are damaged on the way. */
  synchronized void damage(Integer... arrivals) {
    damaged.addAll(List.of(arrivals));
  }

  synchronized void windowBytes(long bytes) {
    windowBytes = bytes;
  }

  synchronized void clusterId(String id) {
    clusterId = id;
  }

  /** Says this in place of a welcome. */
  synchronized void greetWith(Envelope envelope) {
    greeting = Optional.of(envelope);
  }

  /** Says in the next welcome that only the first blocks are stored: the others are on the way. */
  synchronized void greetOnceAsAfter(int blockCount) {
    staleBlockCount = OptionalInt.of(blockCount);
  }

  /** Back to the first blocks, as from a backup. */
  synchronized void restoreTo(int blockCount) {
    stored.subList(blockCount, stored.size()).clear();
  }

  /** Takes over what another collector of the cluster has. */
  synchronized void replicate(List<Stored> blocks) {
    stored.clear();
    stored.addAll(blocks);
  }

  /** Says these behind every welcome. */
  synchronized void afterWelcome(List<Envelope> said) {
    afterWelcome = said;
  }

  /** Adds to what an acknowledgement tells of its block's way, which is t3 so far. */
  synchronized void timeBlocks(UnaryOperator<Sync> readings) {
    blockTimes = readings;
  }

  /** The t3 of every block that came. */
  synchronized List<Long> departures() {
    return List.copyOf(departures);
  }

  /** Answers to sync signals. */
  synchronized List<Sync> answers() {
    return List.copyOf(answers);
  }

  synchronized List<Stored> stored() {
    return List.copyOf(stored);
  }

  synchronized List<Hello> hellos() {
    return List.copyOf(hellos);
  }

  /** Stamps of every block that came, stored or not. */
  synchronized List<Stamp> received() {
    return List.copyOf(received);
  }

  /** Texts of all records in the order of their Ids; a tombstone is its cause and its Ids. */
  synchronized List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (Stored block : stored) {
      byte[] body = block.body().toByteArray();
      if (block.stamp().kind() == BlockKind.TOMBSTONE) {
        texts.add(Tombstone.decode(body).cause() + " " + block.stamp().ids());
        continue;
      }
      BlockReader reader = new BlockReader(BlockBody.parse(body));
      for (int i = 0; i < reader.recordCount(); i++) {
        texts.add(reader.text(i).toString());
      }
    }
    return texts;
  }

  private synchronized Envelope welcome(Hello hello) {
    hellos.add(hello);
    if (greeting.isPresent()) {
      return greeting.get();
    }
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setProtocolVersion(EnvelopeFraming.PROTOCOL_VERSION)
            .setClusterId(clusterId)
            .setWindowBytes(windowBytes);
    cursor(staleBlockCount.orElse(stored.size())).ifPresent(welcome::setCursor);
    staleBlockCount = OptionalInt.empty();
    return Envelope.newBuilder().setWelcome(welcome).build();
  }

  private synchronized List<Envelope> afterWelcome() {
    return afterWelcome;
  }

  private synchronized void answered(Sync answer) {
    answers.add(answer);
  }

  private Optional<Cursor> cursor() {
    return cursor(stored.size());
  }

  private Optional<Cursor> cursor(int blockCount) {
    if (blockCount == 0) {
      return Optional.empty();
    }
    Stamp last = stored.get(blockCount - 1).stamp();
    return Optional.of(
        Cursor.newBuilder()
            .setLastId(last.ids().last())
            .setIncarnation(last.identity().incarnation())
            .setSequence(last.identity().sequence())
            .setChain(last.chain().after())
            .build());
  }

  private synchronized Optional<Ack> answer(Block block) {
    Stamp stamp = Stamp.decode(block.getStamp().toByteArray());
    received.add(stamp);
    departures.add(block.getT3());
    Sync left = Sync.newBuilder().setT3(block.getT3()).build();
    Sync sync = blockTimes.apply(left);
    return verdictOn(block, stamp)
        .map(ack -> sync.equals(left) ? ack : ack.toBuilder().setSync(sync).build());
  }

  private Optional<Ack> verdictOn(Block block, Stamp stamp) {
    if (damaged.contains(received.size())) {
      return acks.apply(Optional.of(verdict(stamp, Ack.Verdict.DAMAGED)));
    }
    if (!BodyDigest.of(block.getBody().toByteArray()).equals(stamp.body())) {
      throw new AssertionError("body is not what the stamp says: " + stamp);
    }
    return acks.apply(Optional.of(verdict(stamp, admit(stamp, block.getBody()))));
  }

  private Ack.Verdict admit(Stamp stamp, ByteString body) {
    Optional<Cursor> cursor = cursor();
    long lastId = cursor.map(Cursor::getLastId).orElse(stamp.ids().first() - 1);
    if (stamp.ids().first() > lastId + 1) {
      return Ack.Verdict.GAP;
    }
    if (stamp.ids().first() <= lastId) {
      boolean isStored =
          stored.stream()
              .anyMatch(
                  block ->
                      block.stamp().ids().equals(stamp.ids())
                          && block.stamp().body().equals(stamp.body()));
      return isStored ? Ack.Verdict.ACCEPTED : Ack.Verdict.CONFLICT;
    }
    if (cursor.isPresent() && !follows(cursor.get(), stamp)) {
      return Ack.Verdict.CONFLICT;
    }
    stored.add(new Stored(stamp, body));
    return Ack.Verdict.ACCEPTED;
  }

  private static boolean follows(Cursor cursor, Stamp stamp) {
    return stamp.chain().before() == cursor.getChain()
        && (stamp.identity().incarnation() != cursor.getIncarnation()
            || stamp.identity().sequence() > cursor.getSequence());
  }

  private Ack verdict(Stamp stamp, Ack.Verdict verdict) {
    Ack.Builder ack =
        Ack.newBuilder()
            .setVerdict(verdict)
            .setIncarnation(stamp.identity().incarnation())
            .setSequence(stamp.identity().sequence());
    cursor().ifPresent(ack::setCursor);
    return ack.build();
  }

  private final class Handler extends SimpleChannelInboundHandler<Envelope> {
    Handler() {
      super(Envelope.class);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Envelope envelope) {
      if (envelope.hasHello()) {
        var unused = context.writeAndFlush(welcome(envelope.getHello()));
        afterWelcome()
            .forEach(
                said -> {
                  var ignored = context.writeAndFlush(said);
                });
      } else if (envelope.hasSync()) {
        answered(envelope.getSync());
      } else if (envelope.hasBlock()) {
        answer(envelope.getBlock())
            .ifPresent(
                ack -> {
                  var unused = context.writeAndFlush(Envelope.newBuilder().setAck(ack).build());
                });
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }
}
