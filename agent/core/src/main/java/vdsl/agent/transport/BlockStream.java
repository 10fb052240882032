package vdsl.agent.transport;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import vdsl.agent.spool.Incarnations;
import vdsl.agent.spool.Numbering;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SpooledBlock;
import vdsl.agent.spool.SpooledBody;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBody;
import vdsl.block.BlockFormatException;
import vdsl.block.BlockIdentity;
import vdsl.block.BlockKind;
import vdsl.block.BodyDigest;
import vdsl.block.ChainLink;
import vdsl.block.Stamp;
import vdsl.block.Tombstone;
import vdsl.fault.CrashPoint;
import vdsl.record.IdRange;
import vdsl.time.TimeMap;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Cursor;
import vdsl.wire.proto.Envelope;

/**
 * Sends the spool's blocks over one greeted connection, as far as the window permits, and takes the
 * verdicts in. Every verdict but "accepted" ends the connection: blocks sent behind the one it is
 * about have their own verdicts under way, and a new connection has none of them. Confined to the
 * transport thread.
 */
final class BlockStream {
  /** More never have to be under way: 4,096 small blocks fill any window that pays. */
  static final int UNDER_WAY_COUNT_MAX = 4_096;

  /** Bound of what a collector may let the agent hold in memory, in bytes. */
  static final long WINDOW_BYTES_MAX = 64L << 20;

  /** Before a block that could not be read is tried again. */
  private static final long READ_RETRY_NS = 200_000_000L;

  private final TransportConfig config;
  private final Spool spool;
  private final StatusLog status;
  private final CollectorConnection connection;
  private final NodeClock clock;
  private final Window window;
  private final Deque<UnderWay> underWay = new ArrayDeque<>();

  private Numbering sent;
  private Optional<Reconciliation.Decision.Cover> cover;
  private Optional<Ending> ending = Optional.empty();
  private boolean probes;
  private boolean hasAccepted;
  private long underWayBytes;
  private long sentBytes;
  private long progressNs;
  private long readAgainNs;

  /**
   * What a connection permits.
   *
   * @param bytes unacknowledged bytes of stamps and bodies
   * @param probeUpToId one block is sent at a time until one beyond this Id is accepted
   * @param cover what has to be covered first
   */
  record Window(
      long bytes, OptionalLong probeUpToId, Optional<Reconciliation.Decision.Cover> cover) {}

  /**
   * A block without a verdict.
   *
   * @param after the node's point when it is accepted
   */
  private record UnderWay(long sequence, Numbering after, int bytes, Content content) {}

  /** What is under way. */
  private enum Content {
    RECORDS,
    /** The tombstone in the place of blocks that are damaged or were given up. */
    LOST,
    /** The tombstone of a restored collector. */
    COVER
  }

  BlockStream(
      TransportConfig config,
      Spool spool,
      StatusLog status,
      CollectorConnection connection,
      NodeClock clock,
      Window window) {
    this.config = config;
    this.spool = spool;
    this.status = status;
    this.connection = connection;
    this.clock = clock;
    this.window = window;
    cover = window.cover();
    sent = spool.numbering();
    probes = window.probeUpToId().isPresent();
  }

  /** Why nothing more can be done here; empty while something can. */
  Optional<Ending> ending() {
    return ending;
  }

  /** True when the collector has stored something of this stream. */
  boolean hasAccepted() {
    return hasAccepted;
  }

  /** True while a verdict is awaited. */
  boolean isUnderWay() {
    return !underWay.isEmpty();
  }

  /** Point after the last block sent. */
  Numbering sent() {
    return sent;
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Takes one verdict in. */
  void onAck(Ack ack, long nowNs) {
    if (ack.getIncarnation() != sent.incarnation() || ack.getSequence() > sent.sequence()) {
      end(Ending.violation("verdict on a block that was not sent: " + ack.getSequence()));
      return;
    }
    switch (ack.getVerdict()) {
      case ACCEPTED -> accepted(ack.getSequence(), nowNs);
      case CONFLICT -> conflict(ack, nowNs);
      case GAP -> again(StatusEvent.GAP_ANSWERED, "Ids are missing before block ", ack);
      case DAMAGED -> again(StatusEvent.DAMAGE_ANSWERED, "damaged on the way: block ", ack);
      case VERDICT_UNSPECIFIED, UNRECOGNIZED -> end(Ending.violation("verdict of unknown kind"));
    }
  }

  private void accepted(long sequence, long nowNs) {
    Optional<UnderWay> last = Optional.empty();
    while (!underWay.isEmpty() && underWay.getFirst().sequence() <= sequence) {
      UnderWay done = underWay.removeFirst();
      underWayBytes -= done.bytes();
      last = Optional.of(done);
    }
    if (last.isEmpty()) {
      return;
    }
    progressNs = nowNs;
    hasAccepted = true;
    probes = probes && last.get().after().lastId() <= window.probeUpToId().orElse(0);
    spool.acknowledge(last.get().after(), nowNs);
    config.surroundings().crashPoint().reached(CrashPoint.Step.ACK_RECEIVED);
  }

  /** See {@link Reconciliation}: only a conflict of the first open block decides anything. */
  private void conflict(Ack ack, long nowNs) {
    boolean isFirst =
        !underWay.isEmpty()
            && underWay.getFirst().sequence() == ack.getSequence()
            && underWay.getFirst().content() != Content.COVER;
    String reason = "Ids of block " + ack.getSequence() + " are taken";
    if (!isFirst || !ack.hasCursor()) {
      end(Ending.violation(reason + ", with earlier blocks open"));
      return;
    }
    Cursor cursor = ack.getCursor();
    if (underWay.getFirst().content() == Content.LOST) {
      lostConflict(underWay.getFirst(), cursor, nowNs);
    } else {
      renumber(cursor, reason, nowNs);
    }
  }

  /** See {@link Reconciliation}: the tombstone is not what the collector may have stored there. */
  private void lostConflict(UnderWay lost, Cursor cursor, long nowNs) {
    String reason = "Ids of lost block " + lost.sequence() + " are taken";
    boolean isOurs = cursor.getIncarnation() == sent.incarnation();
    if (isOurs && cursor.getLastId() >= lost.after().lastId()) {
      accepted(lost.sequence(), nowNs);
    } else if (underWay.size() > 1) {
      end(Ending.violation(reason + ", with later blocks open"));
    } else if (isOurs && cursor.getLastId() > spool.numbering().lastId()) {
      end(Ending.lost(reason + " up to " + cursor.getLastId()));
    } else if (cursor.getLastId() < lost.after().lastId()) {
      renumber(cursor, reason, nowNs);
    } else if (spool.blockAfter(lost.sequence()).isPresent()) {
      underWay.removeFirst();
      underWayBytes -= lost.bytes();
    } else {
      renumber(cursor, reason, nowNs);
    }
  }

  private void renumber(Cursor cursor, String reason, long nowNs) {
    long incarnation = Incarnations.next(config.surroundings().random());
    boolean renumbered =
        spool.renumber(Reconciliation.behind(spool.numbering(), cursor, incarnation), nowNs);
    String outcome =
        renumbered ? ": numbering on after " + cursor.getLastId() : ": spool cannot be written";
    end(new Ending(StatusEvent.RENUMBERED, reason + outcome, Ending.Next.SAME_COLLECTOR));
  }

  private void again(StatusEvent event, String reason, Ack ack) {
    end(new Ending(event, reason + ack.getSequence(), Ending.Next.SAME_COLLECTOR));
  }

  /** Sends what the window permits and returns the number of blocks. */
  int send(long nowNs, long sentBefore) {
    int count = 0;
    if (cover.isPresent()) {
      sendCover(cover.get(), nowNs);
      cover = Optional.empty();
      count++;
    }
    while (ending.isEmpty() && nowNs - readAgainNs >= 0) {
      Optional<SpooledBlock> next = spool.blockAfter(sent);
      if (next.isEmpty() || !isSendable(next.get()) || !sendBlock(next.get(), nowNs)) {
        break;
      }
      count++;
      if (sent.sequence() <= sentBefore) {
        status.count(StatusEvent.BLOCK_RESENT);
      }
    }
    if (count > 0) {
      connection.flush();
    }
    checkAckTimeout(nowNs);
    return count;
  }

  private void checkAckTimeout(long nowNs) {
    long waitedNs = nowNs - progressNs;
    if (!underWay.isEmpty() && waitedNs > config.timings().ackTimeoutNs()) {
      String reason = underWay.size() + " blocks without an answer for " + waitedNs + " ns";
      end(new Ending(StatusEvent.ACK_OVERDUE, reason, Ending.Next.NEXT_COLLECTOR));
    }
  }

  private boolean isSendable(SpooledBlock block) {
    if (spool.syncPolicy() != SyncPolicy.NONE && block.sequence() > spool.syncedSequence()) {
      return false;
    }
    if (underWay.isEmpty()) {
      return true;
    }
    long bytes = (long) block.digest().bytes() + Stamp.BYTES_MAX;
    return !probes
        && underWay.size() < UNDER_WAY_COUNT_MAX
        && underWayBytes + bytes <= Math.min(window.bytes(), WINDOW_BYTES_MAX);
  }

  private boolean sendBlock(SpooledBlock block, long nowNs) {
    try {
      SpooledBody body = spool.read(block);
      Numbering after = sent.after(block);
      Stamp stamp =
          new Stamp(
              identity(block.sequence()),
              body.kind(),
              sent.ids(block),
              BodyDigest.of(body.bytes()),
              new ChainLink(sent.chain(), after.chain()),
              timeMap(body));
      Content content = body.kind() == BlockKind.RECORDS ? Content.RECORDS : Content.LOST;
      transmit(stamp, body.bytes(), after, nowNs, content);
      return true;
    } catch (IOException failure) {
      status.report(StatusEvent.SPOOL_READ_FAILED, failure.toString());
      readAgainNs = nowNs + READ_RETRY_NS;
    } catch (BlockFormatException foreign) {
      String reason = "block " + block.sequence() + " of the spool: " + foreign.getMessage();
      end(new Ending(StatusEvent.REFUSED, reason, Ending.Next.GIVE_UP));
    }
    return false;
  }

  private TimeMap timeMap(SpooledBody body) {
    return body.kind() == BlockKind.RECORDS
        ? clock.mapOf(BlockBody.parse(body.bytes()))
        : TimeMap.identity(0, 0, TimeMap.BOUND_UNLIMITED_NS);
  }

  /** Its sequence is that of the last acknowledged block, which the collector no longer has. */
  private void sendCover(Reconciliation.Decision.Cover gap, long nowNs) {
    IdRange ids = gap.ids();
    Tombstone tombstone =
        new Tombstone(
            Tombstone.Cause.RESTORED,
            0,
            Math.max(0, config.surroundings().wall().nowNs()),
            new TreeMap<>(),
            "acknowledged by the collector before it was restored to an earlier state");
    byte[] body = tombstone.encode();
    Stamp stamp =
        new Stamp(
            identity(sent.sequence()),
            BlockKind.TOMBSTONE,
            ids,
            BodyDigest.of(body),
            new ChainLink(gap.chainBefore(), sent.chain()),
            TimeMap.identity(0, 0, TimeMap.BOUND_UNLIMITED_NS));
    status.report(StatusEvent.COLLECTOR_RESTORED, "Ids " + ids + " are covered by a tombstone");
    transmit(stamp, body, sent, nowNs, Content.COVER);
  }

  private BlockIdentity identity(long sequence) {
    return new BlockIdentity(config.node(), sent.incarnation(), sequence);
  }

  private void transmit(Stamp stamp, byte[] body, Numbering after, long nowNs, Content content) {
    Envelope envelope = Envelopes.block(stamp, body);
    int bytes = envelope.getBlock().getStamp().size() + body.length;
    if (underWay.isEmpty()) {
      progressNs = nowNs;
    }
    connection.write(envelope);
    underWay.addLast(new UnderWay(after.sequence(), after, bytes, content));
    underWayBytes += bytes;
    sentBytes += bytes;
    sent = after;
    config.surroundings().crashPoint().reached(CrashPoint.Step.BLOCK_SENT);
  }

  private void end(Ending reason) {
    ending = Optional.of(reason);
  }
}
