package vdsl.agent.transport;

import io.netty.channel.EventLoopGroup;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import vdsl.agent.spool.Incarnations;
import vdsl.agent.spool.Spool;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.wire.EnvelopeFraming;
import vdsl.wire.proto.Cursor;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Welcome;

/**
 * Keeps a connection to one of the collectors: waits, connects, greets, streams, and after a
 * failure goes on to the next. Confined to the transport thread.
 */
final class CollectorLink {
  /**
   * A block is damaged on the way now and then, not every time it is sent over a new connection: it
   * is the collector, or what is in between, that changes it. Until then the pauses back off.
   */
  static final int DAMAGE_ANSWERS_MAX = 8;

  private final TransportConfig config;
  private final Spool spool;
  private final StatusLog status;
  private final EventLoopGroup group;
  private final Backoff backoff;
  private final NodeClock clock;

  private State state;
  private int collectorIndex;
  private final BitSet excluded = new BitSet();
  private int damageAnswers;
  private int attemptsEnded;
  private boolean probeNext;
  private long sequenceSent;
  private long sentBytes;
  private Optional<String> lastError = Optional.empty();
  private Optional<String> failure = Optional.empty();

  private sealed interface State {
    record Waiting(long untilNs) implements State {}

    record Opening(CollectorConnection connection) implements State {}

    record Greeting(CollectorConnection connection, long deadlineNs) implements State {}

    record Streaming(CollectorConnection connection, BlockStream stream) implements State {}

    /** Somebody has to intervene. */
    record GivenUp() implements State {}
  }

  CollectorLink(
      TransportConfig config,
      Spool spool,
      StatusLog status,
      EventLoopGroup group,
      ClockEvents clockEvents) {
    this.config = config;
    this.spool = spool;
    this.status = status;
    this.group = group;
    LinkTimings timings = config.timings();
    backoff =
        new Backoff(timings.backoffMinNs(), timings.backoffMaxNs(), config.surroundings().random());
    clock = new NodeClock(config, status, clockEvents);
    state = new State.Waiting(config.surroundings().ticks().ticks());
  }

  boolean isConnected() {
    return state instanceof State.Streaming;
  }

  /** True while what is spooled may soon be acknowledged: see {@link Progress#isPromising}. */
  boolean isPromising() {
    boolean isUntried = attemptsEnded < config.collectors().size();
    return isConnected() || (isUntried && !(state instanceof State.GivenUp));
  }

  /** True while a collector's verdict is awaited. */
  boolean isUnderWay() {
    return state instanceof State.Streaming streaming && streaming.stream().isUnderWay();
  }

  /** What last went wrong; empty if nothing has since blocks were last accepted. */
  Optional<String> lastError() {
    return lastError;
  }

  /** Why no collector will take this agent's blocks any more. */
  Optional<String> failure() {
    return failure;
  }

  /** Bytes of stamps and bodies sent, repetitions included. */
  long sentBytes() {
    return state instanceof State.Streaming streaming
        ? sentBytes + streaming.stream().sentBytes()
        : sentBytes;
  }

  /** Does what there is to do and returns how much that was. Never waits. */
  int doWork(long nowNs) {
    if (clock.isWatchDue(nowNs)) {
      watch(nowNs);
    }
    if (state instanceof State.Waiting waiting) {
      return nowNs - waiting.untilNs() >= 0 ? open() : 0;
    }
    if (state instanceof State.Opening opening) {
      return opening.connection().poll().map(event -> onOpening(opening, event, nowNs)).orElse(0);
    }
    if (state instanceof State.Greeting greeting) {
      return greet(greeting, nowNs);
    }
    if (state instanceof State.Streaming streaming) {
      return stream(streaming, nowNs);
    }
    return 0;
  }

  /** Where nobody is connected, the burst of the next connection comes anyway. */
  private void watch(long nowNs) {
    boolean asks = clock.watch();
    if (state instanceof State.Streaming streaming) {
      streaming.connection().tell(clock.state(nowNs));
      if (asks) {
        streaming.connection().write(Envelopes.syncRequest());
        streaming.connection().flush();
      }
    }
  }

  /** Says goodbye, if somebody listens. */
  void close() {
    if (state instanceof State.Streaming streaming) {
      streaming.connection().write(Envelopes.bye());
      streaming.connection().flush();
      streaming.connection().close();
    } else if (state instanceof State.Greeting greeting) {
      greeting.connection().close();
    } else if (state instanceof State.Opening opening) {
      opening.connection().close();
    }
    state = new State.GivenUp();
  }

  private CollectorAddress collector() {
    return config.collectors().get(collectorIndex);
  }

  private int open() {
    state =
        new State.Opening(
            CollectorConnection.open(
                group, collector(), config.timings().connectTimeoutNs(), config.surroundings()));
    return 1;
  }

  private int onOpening(State.Opening opening, CollectorConnection.Event event, long nowNs) {
    if (event instanceof CollectorConnection.Event.Opened) {
      opening.connection().write(Envelopes.hello(config, spool));
      opening.connection().flush();
      state =
          new State.Greeting(opening.connection(), nowNs + config.timings().handshakeTimeoutNs());
    } else if (event instanceof CollectorConnection.Event.Closed closed) {
      end(opening.connection(), unreachable(closed.reason()), nowNs);
    }
    return 1;
  }

  private static Ending unreachable(String reason) {
    return new Ending(StatusEvent.CONNECT_FAILED, reason, Ending.Next.NEXT_COLLECTOR);
  }

  private int greet(State.Greeting greeting, long nowNs) {
    CollectorConnection connection = greeting.connection();
    Optional<CollectorConnection.Event> event = connection.poll();
    if (event.isEmpty()) {
      if (nowNs - greeting.deadlineNs() >= 0) {
        end(connection, unreachable("no welcome in time"), nowNs);
        return 1;
      }
      return 0;
    }
    if (event.get() instanceof CollectorConnection.Event.Closed closed) {
      end(connection, unreachable(closed.reason()), nowNs);
    } else if (event.get() instanceof CollectorConnection.Event.Received received) {
      onAnswer(connection, received.envelope(), nowNs);
    }
    return 1;
  }

  private void onAnswer(CollectorConnection connection, Envelope envelope, long nowNs) {
    if (envelope.hasBye()) {
      end(connection, Ending.of(envelope.getBye()), nowNs);
    } else if (envelope.hasWelcome()) {
      onWelcome(connection, envelope.getWelcome(), nowNs);
    } else {
      end(connection, Ending.violation("neither welcome nor goodbye came first"), nowNs);
    }
  }

  private void onWelcome(CollectorConnection connection, Welcome welcome, long nowNs) {
    Optional<Ending> refusal = refusal(welcome);
    if (refusal.isPresent()) {
      end(connection, refusal.get(), nowNs);
      return;
    }
    Optional<Cursor> cursor =
        welcome.hasCursor() ? Optional.of(welcome.getCursor()) : Optional.empty();
    Reconciliation.Decision decision =
        Reconciliation.decide(
            spool,
            welcome.getClusterId(),
            cursor,
            Incarnations.next(config.surroundings().random()));
    boolean probes = probeNext || cursor.isEmpty();
    Optional<Reconciliation.Decision.Cover> cover = Optional.empty();
    if (decision instanceof Reconciliation.Decision.Continue shared) {
      spool.acknowledge(shared.acknowledged(), nowNs);
    } else if (decision instanceof Reconciliation.Decision.Cover gap) {
      cover = Optional.of(gap);
    } else if (decision instanceof Reconciliation.Decision.Probe) {
      probes = true;
    } else if (decision instanceof Reconciliation.Decision.Renumber renumber
        && !spool.renumber(renumber.numbering(), nowNs)) {
      end(connection, Ending.lost("spool cannot be written"), nowNs);
      return;
    }
    OptionalLong probeUpToId =
        probes ? OptionalLong.of(cursor.map(Cursor::getLastId).orElse(0L)) : OptionalLong.empty();
    BlockStream.Window window =
        new BlockStream.Window(welcome.getWindowBytes(), probeUpToId, cover);
    long lastId = spool.numbering().lastId();
    status.report(StatusEvent.CONNECTED, collector() + ", Ids go on after " + lastId);
    probeNext = false;
    clock.connected(nowNs);
    connection.tell(clock.state(nowNs));
    state =
        new State.Streaming(
            connection, new BlockStream(config, spool, status, connection, clock, window));
  }

  private Optional<Ending> refusal(Welcome welcome) {
    String ownCluster = spool.numbering().clusterId();
    if (welcome.getProtocolVersion() != EnvelopeFraming.PROTOCOL_VERSION) {
      return Optional.of(
          Ending.refused(
              "collector speaks protocol version "
                  + welcome.getProtocolVersion()
                  + ", this agent "
                  + EnvelopeFraming.PROTOCOL_VERSION));
    }
    if (welcome.getClusterId().isEmpty()) {
      return Optional.of(Ending.violation("welcome without a cluster's Id"));
    }
    if (!ownCluster.isEmpty() && !ownCluster.equals(welcome.getClusterId())) {
      return Optional.of(
          Ending.refused(
              "the node's directory belongs to cluster "
                  + ownCluster
                  + ", the collector to "
                  + welcome.getClusterId()
                  + "; use another directory"));
    }
    return Optional.empty();
  }

  private int stream(State.Streaming streaming, long nowNs) {
    BlockStream stream = streaming.stream();
    int work = 0;
    Optional<Ending> ending = Optional.empty();
    while (ending.isEmpty()) {
      Optional<CollectorConnection.Event> event = streaming.connection().poll();
      if (event.isEmpty()) {
        break;
      }
      work++;
      ending = onEvent(streaming, event.get(), nowNs);
    }
    if (stream.hasAccepted()) {
      backoff.reset();
      damageAnswers = 0;
      lastError = Optional.empty();
    }
    if (ending.isEmpty() && !clock.isAwaited(nowNs)) {
      work += stream.send(nowNs, sequenceSent);
      sequenceSent = Math.max(sequenceSent, stream.sent().sequence());
      ending = stream.ending();
    }
    if (ending.isPresent()) {
      sentBytes += stream.sentBytes();
      end(streaming.connection(), ending.get(), nowNs);
    }
    return work;
  }

  private Optional<Ending> onEvent(
      State.Streaming streaming, CollectorConnection.Event event, long nowNs) {
    BlockStream stream = streaming.stream();
    if (event instanceof CollectorConnection.Event.Closed closed) {
      return Optional.of(Ending.lost(closed.reason()));
    }
    if (event instanceof CollectorConnection.Event.Received received) {
      Envelope envelope = received.envelope();
      if (envelope.hasBye()) {
        return Optional.of(Ending.of(envelope.getBye()));
      }
      if (envelope.hasAck()) {
        stream.onAck(envelope.getAck(), nowNs);
      }
      Optional<Ending> violation = Optional.empty();
      if (envelope.hasSync()) {
        violation = clock.onSync(envelope.getSync());
        streaming.connection().tell(clock.state(nowNs));
      } else if (envelope.hasAck() && envelope.getAck().hasSync()) {
        violation = clock.onAcknowledgement(envelope.getAck().getSync(), received.arrivedTicks());
      }
      return violation.or(stream::ending);
    }
    return stream.ending();
  }

  private void end(CollectorConnection connection, Ending ending, long nowNs) {
    connection.close();
    clock.disconnected();
    attemptsEnded = Math.min(attemptsEnded + 1, config.collectors().size());
    String reason = collector() + ": " + ending.reason();
    status.report(ending.event(), reason);
    lastError = Optional.of(reason);
    probeNext = ending.event() == StatusEvent.PROTOCOL_VIOLATED;
    Ending.Next next = isDamagedForEver(ending) ? Ending.Next.EXCLUDE_COLLECTOR : ending.next();
    if (next == Ending.Next.EXCLUDE_COLLECTOR) {
      excluded.set(collectorIndex);
      damageAnswers = 0;
    }
    if (next == Ending.Next.GIVE_UP || excluded.cardinality() == config.collectors().size()) {
      failure = Optional.of(reason);
      state = new State.GivenUp();
      return;
    }
    if (next != Ending.Next.SAME_COLLECTOR) {
      nextCollector();
    }
    state = new State.Waiting(nowNs + backoff.nextNs());
  }

  /** Counts answers of damage since blocks were last accepted: they are about the same block. */
  private boolean isDamagedForEver(Ending ending) {
    if (ending.event() != StatusEvent.DAMAGE_ANSWERED) {
      return false;
    }
    damageAnswers++;
    return damageAnswers >= DAMAGE_ANSWERS_MAX;
  }

  private void nextCollector() {
    do {
      collectorIndex = (collectorIndex + 1) % config.collectors().size();
    } while (excluded.get(collectorIndex));
  }
}
