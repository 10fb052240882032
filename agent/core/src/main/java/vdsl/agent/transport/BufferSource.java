package vdsl.agent.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.buffer.BufferDrain;
import vdsl.agent.buffer.BufferException;
import vdsl.agent.buffer.BufferFiles;
import vdsl.agent.buffer.DoubleBuffer;
import vdsl.agent.capture.CaptureException;
import vdsl.agent.capture.Dictionaries;
import vdsl.agent.capture.FrameReader;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBuilder;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TickSource;

/**
 * The buffers of all processes of a node, living and dead, as one source: their frames merged by
 * raw time. A buffer is found by its file, drained while its process lives, and removed when that
 * has died and everything of it is spooled. Records of one process stay in its own order; a process
 * that is slow to finish a frame holds up nobody else. Confined to the transport thread.
 */
public final class BufferSource implements RecordSource {
  /** A process that starts is found this soon, one that ended is cleaned up after. */
  private static final long SCAN_INTERVAL_NS = 50_000_000L;

  /** What processes left behind that were killed while they started does not grow fast. */
  private static final long SWEEP_INTERVAL_NS = 2_000_000_000L;

  private final Path directory;
  private final Settings settings;
  private final Optional<DoubleBuffer> own;
  private final Map<String, SourcePosition> spooled;
  private final StatusLog status;
  private final Map<Path, ProcessBuffer> buffers = new LinkedHashMap<>();
  private final List<String> ended = new ArrayList<>();
  private final Map<String, Loss> untoldAside = new LinkedHashMap<>();
  private final List<SourcePosition> toldAside = new ArrayList<>();

  private long sequence;
  private OptionalLong lastOwnSequence = OptionalLong.empty();

  /** This process still has its buffer in memory, and waits for what becomes of its records. */
  private Optional<ProcessBuffer> ownRemoved = Optional.empty();

  private boolean wasScanned;
  private long scannedNs;
  private long sweptNs;
  private BootId previousBoot = BootId.NONE;

  /**
   * What a source goes by.
   *
   * @param host whose boot the frames of living processes are of
   */
  public record Settings(BufferConfig buffer, HostIdentity host, TickSource ticks) {}

  /**
   * A source of a node's directory.
   *
   * @param own the buffer of this process, which must not be opened by its file
   * @param positions what the spool knows of all buffers
   */
  public BufferSource(
      Path directory,
      Settings settings,
      Optional<DoubleBuffer> own,
      List<SourcePosition> positions,
      StatusLog status) {
    this.directory = directory;
    this.settings = settings;
    this.own = own;
    this.spooled = ProcessBuffer.byName(positions);
    this.status = status;
  }

  @Override
  public int drainTo(BlockBuilder block) {
    long nowNs = settings.ticks().ticks();
    if (!wasScanned || nowNs - scannedNs >= SCAN_INTERVAL_NS) {
      boolean isSweepDue = !wasScanned || nowNs - sweptNs >= SWEEP_INTERVAL_NS;
      scannedNs = nowNs;
      if (!wasScanned) {
        wasScanned = true;
        forgetGone();
      }
      scan(nowNs);
      if (isSweepDue) {
        sweptNs = nowNs;
        sweep(nowNs);
      }
    }
    int before = block.recordCount();
    tellOfAside(block);
    List<ProcessBuffer> candidates = candidates(block.anchor().boot());
    while (!block.isFull() && drainEarliest(candidates, block, nowNs)) {
      nowNs = settings.ticks().ticks();
    }
    return block.recordCount() - before;
  }

  /**
   * A transport that is killed behind the removal of a buffer leaves its positions in the spool:
   * they would become more with every one, until a checkpoint has no room for them.
   */
  private void forgetGone() {
    if (!forceDirectory()) {
      return;
    }
    for (String source : List.copyOf(spooled.keySet())) {
      String buffer = ProcessBuffer.bufferOf(source);
      if (BufferFiles.isBuffer(buffer) && Files.notExists(directory.resolve(buffer))) {
        spooled.remove(source);
        ended.add(source);
      }
    }
  }

  private void tellOfAside(BlockBuilder block) {
    for (Map.Entry<String, Loss> aside : Map.copyOf(untoldAside).entrySet()) {
      if (!block.isFull() && block.anchor().boot().equals(settings.host().boot())) {
        aside.getValue().recordTo(block, settings.host().ip(), settings.host().pid());
        untoldAside.remove(aside.getKey());
        toldAside.add(new SourcePosition(aside.getKey(), 1, 0));
      }
    }
  }

  private List<ProcessBuffer> candidates(BootId boot) {
    List<ProcessBuffer> candidates = new ArrayList<>(buffers.size());
    for (ProcessBuffer buffer : buffers.values()) {
      if (buffer.drain().header().anchor().boot().equals(boot)) {
        candidates.add(buffer);
      }
    }
    return candidates;
  }

  /**
   * Records the frames of the buffer with the earliest one, up to the earliest of any other.
   *
   * @return false if there are none
   */
  private boolean drainEarliest(List<ProcessBuffer> candidates, BlockBuilder block, long nowNs) {
    Optional<ProcessBuffer> earliest = Optional.empty();
    long firstTicks = Long.MAX_VALUE;
    long nextTicks = Long.MAX_VALUE;
    for (ProcessBuffer buffer : candidates) {
      if (buffer.peek(nowNs)) {
        long ticks = buffer.ticks();
        if (earliest.isEmpty() || ticks < firstTicks) {
          nextTicks = firstTicks;
          firstTicks = ticks;
          earliest = Optional.of(buffer);
        } else {
          nextTicks = Math.min(nextTicks, ticks);
        }
      }
    }
    if (earliest.isEmpty()) {
      return false;
    }
    ProcessBuffer buffer = earliest.get();
    do {
      buffer.recordTo(block);
    } while (!block.isFull() && buffer.peek(nowNs) && buffer.ticks() <= nextTicks);
    return true;
  }

  /** Finds buffers that are new, and removes those of processes that have ended. */
  private void scan(long nowNs) {
    try {
      for (Path file : BufferFiles.list(directory)) {
        if (!buffers.containsKey(file)) {
          adopt(file, nowNs);
        }
      }
      removeSpent();
    } catch (IOException failure) {
      notLookedThrough(failure);
    }
  }

  private void sweep(long nowNs) {
    try {
      findAside(nowNs);
      BufferFiles.sweep(directory);
      Dictionaries.sweep(directory);
    } catch (IOException failure) {
      notLookedThrough(failure);
    }
  }

  private void notLookedThrough(IOException failure) {
    status.report(StatusEvent.BUFFER_REFUSED, directory + " cannot be looked through: " + failure);
  }

  /** One that cannot be removed stays, and keeps nobody from draining the others. */
  private void removeSpent() {
    for (ProcessBuffer buffer : List.copyOf(buffers.values())) {
      try {
        if (buffer.isSpent()) {
          remove(buffer);
        }
      } catch (BufferException | CaptureException failure) {
        status.report(StatusEvent.BUFFER_REFUSED, String.valueOf(failure.getMessage()));
      }
    }
  }

  /** False if that failed: what is gone may come back by a loss of power. */
  private boolean forceDirectory() {
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
      return true;
    } catch (IOException failure) {
      notLookedThrough(failure);
      return false;
    }
  }

  private void adopt(Path file, long nowNs) {
    String name = String.valueOf(file.getFileName());
    SourcePosition known = spooled.get(name);
    long drainFrom = known == null ? 0 : known.position();
    boolean isOwn = isOwn(file);
    Optional<BufferDrain> opened = Optional.empty();
    try {
      BufferDrain drain =
          isOwn
              ? own.get().drain(drainFrom, settings.ticks())
              : BufferDrain.open(file, drainFrom, settings.buffer(), settings.ticks());
      opened = Optional.of(drain);
      FrameReader reader = FrameReader.open(directory, drain.header(), settings.host().boot());
      buffers.put(file, new ProcessBuffer(drain, reader, spooled, sequence, status, nowNs));
      if (!isOwn) {
        status.report(StatusEvent.BUFFER_ADOPTED, name + " of process " + drain.header().pid());
      }
    } catch (BufferException refused) {
      opened.ifPresent(BufferDrain::close);
      refuse(file, refused, refused.isRetriable());
    } catch (CaptureException refused) {
      opened.ifPresent(BufferDrain::close);
      refuse(file, refused, refused.isRetriable());
    }
  }

  private boolean isOwn(Path file) {
    return own.isPresent() && own.get().file().equals(file);
  }

  /** Nothing is deleted that cannot be read: somebody may still look into it. */
  private void refuse(Path file, RuntimeException reason, boolean isRetriable) {
    status.report(StatusEvent.BUFFER_REFUSED, String.valueOf(reason.getMessage()));
    if (isRetriable || !Files.exists(file)) {
      return;
    }
    try {
      BufferFiles.putAside(file);
    } catch (IOException failure) {
      status.report(StatusEvent.BUFFER_REFUSED, file + " cannot be put aside: " + failure);
    }
  }

  /** That a buffer was put aside is told once, by a LOSS record; its position says that it was. */
  private void findAside(long nowNs) throws IOException {
    for (Path file : BufferFiles.listAside(directory)) {
      String name = String.valueOf(file.getFileName());
      if (!spooled.containsKey(name)) {
        Loss loss = Loss.ofAside("a buffer that cannot be read was put aside: " + name, nowNs);
        spooled.put(name, new SourcePosition(name, 1, 0));
        untoldAside.put(name, loss);
      }
    }
  }

  /** What is forgotten must be gone for good: else a loss of power would bring it back. */
  private void remove(ProcessBuffer buffer) {
    buffer.delete();
    buffers.remove(buffer.drain().file());
    if (isOwn(buffer.drain().file())) {
      lastOwnSequence = OptionalLong.of(sequence);
      ownRemoved = Optional.of(buffer);
    }
    status.report(StatusEvent.BUFFER_REMOVED, buffer.name());
    if (forceDirectory()) {
      ended.addAll(buffer.names());
    }
  }

  /** Boots take turns: where the system names none, each process has one of its own. */
  @Override
  public ClockAnchor anchor(ClockAnchor here) {
    ClockAnchor next = here;
    for (ProcessBuffer buffer : buffers.values()) {
      ClockAnchor anchor = buffer.drain().header().anchor();
      boolean isOther = !anchor.boot().equals(here.boot());
      if (isOther && !anchor.boot().equals(previousBoot) && buffer.peek(settings.ticks().ticks())) {
        next = anchor;
      }
    }
    previousBoot = next.boot();
    return next;
  }

  @Override
  public List<SourcePosition> positions() {
    List<SourcePosition> positions = new ArrayList<>(toldAside);
    toldAside.clear();
    for (ProcessBuffer buffer : buffers.values()) {
      buffer.addPositions(positions);
    }
    return positions;
  }

  @Override
  public List<String> takeEnded() {
    List<String> taken = List.copyOf(ended);
    ended.clear();
    return taken;
  }

  @Override
  public void spooled(long upTo) {
    sequence = upTo;
    buffers.values().forEach(buffer -> buffer.spooled(upTo));
  }

  @Override
  public void progressed(long synced, long acknowledged) {
    buffers.values().forEach(buffer -> buffer.progressed(synced, acknowledged));
    ownRemoved.ifPresent(buffer -> buffer.progressed(synced, acknowledged));
  }

  @Override
  public boolean isSyncAsked() {
    boolean isAsked = false;
    for (ProcessBuffer buffer : buffers.values()) {
      buffer.settle();
      isAsked |= buffer.drain().isSyncAsked();
    }
    return isAsked;
  }

  @Override
  public OptionalLong lastOwnSequence() {
    return lastOwnSequence;
  }

  /** True once every process has closed its buffer, or died, and everything of it is spooled. */
  @Override
  public boolean isExhausted() {
    return wasScanned && buffers.isEmpty() && untoldAside.isEmpty();
  }

  @Override
  public void close() {
    removeSpent();
    for (ProcessBuffer buffer : buffers.values()) {
      try {
        buffer.close();
      } catch (BufferException | CaptureException failure) {
        status.report(StatusEvent.BUFFER_REFUSED, String.valueOf(failure.getMessage()));
      }
    }
    buffers.clear();
  }
}
