package vdsl.collector.tail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.collector.ingest.FeedWriter;
import vdsl.collector.ingest.IngestStatus;
import vdsl.collector.ingest.NodeClockReading;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.query.Interruption;
import vdsl.storage.query.RecordPosition;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.StoredBlock;

/** A store, its feed and nodes in contact, on a clock that a test moves. One thread writes. */
public final class TailedCluster implements IngestStatus {
  public static final long START_NS = 1_795_428_000_000_000_000L;
  static final long MS = 1_000_000;

  final AtomicLong nowNs = new AtomicLong(START_NS);

  /** Runs while a step is under way: when it has looked at what is durable and not yet read it. */
  Runnable duringSteps = () -> {};

  final MasterClock master = new MasterClock(nowNs::get, 1, 1, 0);
  private final Map<String, NodeBlocks> nodes = new HashMap<>();
  private final Set<NodeId> connected = new TreeSet<>();
  private final Map<NodeId, NodeClockReading> clocks = new HashMap<>();
  private BlockStore store;
  private FeedWriter writer = new FeedWriter();

  public TailedCluster(BlockStore store) {
    this.store = store;
  }

  /** What a tail gave. */
  record Given(RecordPosition at, boolean isLate, String text, String positionAfter) {}

  /** What a tail said of records no longer stored. */
  record Dropped(NodeId node, OptionalLong firstId, long lastId) {}

  /** Collects what a tail gives, as long as there is room. */
  static final class Client implements TailOutput {
    final List<Given> given = new ArrayList<>();
    final List<Dropped> dropped = new ArrayList<>();
    private final BooleanSupplier room;
    private Optional<Tail> tail = Optional.empty();

    Client(BooleanSupplier room) {
      this.room = room;
    }

    Client() {
      this(() -> true);
    }

    @Override
    public boolean record(LogRecord record, boolean isLate) {
      given.add(
          new Given(
              RecordPosition.of(record),
              isLate,
              record.text().toString(),
              tail.orElseThrow().position()));
      return room.getAsBoolean();
    }

    @Override
    public void dropped(NodeId node, OptionalLong firstId, long lastId) {
      dropped.add(new Dropped(node, firstId, lastId));
    }

    List<String> names() {
      return given.stream().map(TailedCluster::name).toList();
    }

    /** Steps until nothing more comes at once. */
    Client drain(Tail from) throws Exception {
      while (step(from)) {
        // There may be more.
      }
      return this;
    }

    boolean step(Tail from) throws Exception {
      tail = Optional.of(from);
      return from.advance(this);
    }
  }

  /** "n1:7", and "n1:7 late". */
  static String name(Given given) {
    return given.at().node() + ":" + given.at().id() + (given.isLate() ? " late" : "");
  }

  public NodeBlocks node(String name) {
    return nodes.computeIfAbsent(name, any -> new NodeBlocks(name, 7));
  }

  /** The node is in contact, and its clock has this bound. */
  public void connect(String name, long boundNs) {
    NodeId node = new NodeId(name);
    connected.add(node);
    clocks.put(node, new NodeClockReading(1, nowNs.get(), 0, boundNs, 0, 0, 0, nowNs.get()));
  }

  /** A block becomes durable; its records have these times after {@link #START_NS}. */
  public void commit(String name, long boundNs, long... afterMs) {
    long[] timesNs = new long[afterMs.length];
    for (int i = 0; i < afterMs.length; i++) {
      timesNs[i] = START_NS + afterMs[i] * MS;
    }
    commit(name, node(name).timed(boundNs, timesNs));
  }

  public void commit(String name, StoredBlock block) {
    writer.commit(store, node(name), block);
  }

  public void at(long afterMs) {
    nowNs.set(START_NS + afterMs * MS);
  }

  FeedWriter writer() {
    return writer;
  }

  /** The collector starts again, with what its store has. */
  void restart(BlockStore again) {
    store = again;
    writer = FeedWriter.of(again);
  }

  public TailSource source() {
    return new TailSource(store, writer.feed(), this, master, this::ticks);
  }

  private long ticks() {
    duringSteps.run();
    return nowNs.get();
  }

  Tail tail(Map<String, List<String>> parameters) {
    return tail(parameters, Optional.empty());
  }

  Tail resume(String position) {
    return tail(Map.of(), Optional.of(position));
  }

  Tail tail(Map<String, List<String>> parameters, Optional<String> position) {
    TailRequest request =
        TailRequest.parse(parameters, position, store.clusterId(), master.nowNs());
    return source().open(request, Interruption.NONE);
  }

  @Override
  public Optional<String> fault() {
    return Optional.empty();
  }

  @Override
  public Set<NodeId> connectedNodes() {
    return connected;
  }

  @Override
  public Map<NodeId, NodeClockReading> clocks() {
    return clocks;
  }
}
